import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { cutmix } from './cutmix.ts';
import { mixup } from './mixup.ts';

const CLASSES = 5;
const SIZE = { height: 6, width: 8, channels: 3 };
const PIXELS = SIZE.height * SIZE.width * SIZE.channels;

/** Samples of one value each, no two of them alike, each of a class of its own. */
function batchOf(Type: typeof Uint8Array | typeof Float32Array) {
  const values = Type === Uint8Array ? [0, 60, 120, 200, 255] : [0, 0.2, 0.5, 0.7, 1];
  const images = new Type(CLASSES * PIXELS);
  values.forEach((value, sample) => images.fill(value, sample * PIXELS, (sample + 1) * PIXELS));
  return {
    values,
    images,
    shape: [CLASSES, SIZE.height, SIZE.width, SIZE.channels] as const,
    labels: Int32Array.from(values.keys()),
  };
}

const before = (sample: number): number => (sample + CLASSES - 1) % CLASSES;

describe.each([Uint8Array, Float32Array])('mixing batches of %o', (Type) => {
  it('mixup gives every pixel and every target the same share of the sample and of the one before it', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const batch = batchOf(Type);
        const targets = mixup({ classes: CLASSES })(batch, Random.from(seed))!;
        const share = targets[0]!;
        batch.values.forEach((value, sample) => {
          const expected = share * value + (1 - share) * batch.values[before(sample)]!;
          const pixels = batch.images.subarray(sample * PIXELS, (sample + 1) * PIXELS);
          for (const pixel of pixels) {
            expect(Math.abs(pixel - expected)).toBeLessThanOrEqual(Type === Uint8Array ? 0.5001 : 1e-6);
          }
          expect(targets[sample * CLASSES + sample]).toBeCloseTo(share, 6);
          expect(targets[sample * CLASSES + before(sample)]).toBeCloseTo(1 - share, 6);
          expect(batch.labels[sample]).toBe(share < 0.5 ? before(sample) : sample);
        });
      }),
    );
  });

  it('cutmix takes one rectangle from the sample before, and its share of the targets is its area', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const batch = batchOf(Type);
        const own = batchOf(Type);
        const targets = cutmix({ classes: CLASSES })(batch, Random.from(seed))!;
        batch.values.forEach((_, sample) => {
          const pixels = batch.images.subarray(sample * PIXELS, (sample + 1) * PIXELS);
          const taken = [...pixels].map((pixel) => pixel === own.images[before(sample) * PIXELS]);
          const kept = [...pixels].map((pixel) => pixel === own.images[sample * PIXELS]);
          expect(taken.every((isTaken, i) => isTaken !== kept[i])).toBe(true);
          const area = taken.filter(Boolean).length / PIXELS;
          expect(targets[sample * CLASSES + before(sample)]).toBeCloseTo(area, 6);
          expect(targets[sample * CLASSES + sample]).toBeCloseTo(1 - area, 6);
          expect(isRectangle(taken)).toBe(true);
        });
      }),
    );
  });
});

/** Whether all channels of the pixels between the first and the last row and column are meant, and no others. */
function isRectangle(chosen: readonly boolean[]): boolean {
  const places = chosen.flatMap((is, i) => {
    const pixel = Math.floor(i / SIZE.channels);
    return is ? [{ y: Math.floor(pixel / SIZE.width), x: pixel % SIZE.width }] : [];
  });
  if (places.length === 0) return true;
  const extent = (axis: 'x' | 'y'): number => {
    const positions = places.map((place) => place[axis]);
    return Math.max(...positions) - Math.min(...positions) + 1;
  };
  return places.length === extent('x') * extent('y') * SIZE.channels;
}
