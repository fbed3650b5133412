import { describe, expect, it } from 'vitest';
import { cutmix } from '../batchTransforms/cutmix.ts';
import { mixup } from '../batchTransforms/mixup.ts';
import type { Sample } from '../datasets/sample.ts';
import { Random } from '../random/random.ts';
import { betaCdf, chiSquare, kolmogorovSmirnov, normalCdf, uniformCdf } from '../testing/distributions.ts';
import { colorJitter } from './colorJitter.ts';
import { horizontalFlip } from './horizontalFlip.ts';
import { lighting } from './lighting.ts';
import { randAugment, randAugmentSpace } from './randAugment.ts';
import { randomCrop } from './randomCrop.ts';
import { randomErasing } from './randomErasing.ts';
import { randomResizedCrop } from './randomResizedCrop.ts';
import type { Transform } from './transform.ts';

/* What transforms draw, over 100,000 draws of fixed seeds, against the distributions that define them. */

const DRAWS = 100_000;
/** Of what takes longer. */
const FEW = 10_000;

/** Exceeded once in ten thousand seeds, if all is as it should be (Kolmogorov's distribution). */
const KS_LIMIT = 2.225 / Math.sqrt(DRAWS);

function draws<T>(make: (random: Random, index: number) => T): T[] {
  return Array.from({ length: DRAWS }, (_, index) => make(Random.from(11, 0, index), index));
}

function grey(height: number, width: number, value = 128): Sample {
  return { pixels: new Uint8Array(height * width * 3).fill(value), height, width, channels: 3, label: 0 };
}

describe('randomResizedCrop', () => {
  // So large that rounding to pixels is far below what the test can see, and square so that most draws fit.
  const image = { height: 40_000, width: 40_000 };
  const regions = (transform: Transform) => draws((random) => transform.choose!(image, random).region);

  it('draws areas uniformly, as long as every rectangle fits', () => {
    const crop = randomResizedCrop({ size: 2, scale: [0.08, 0.7] });
    const areas = regions(crop).map(({ height, width }) => (height * width) / (image.height * image.width));
    expect(kolmogorovSmirnov(areas, uniformCdf(0.08, 0.7))).toBeLessThan(KS_LIMIT);
  });

  it('draws shapes uniformly on a logarithmic scale, independent of the area', () => {
    const crop = randomResizedCrop({ size: 2, scale: [0.08, 0.7] });
    const all = regions(crop);
    const ratios = all.map(({ height, width }) => Math.log(width / height));
    expect(kolmogorovSmirnov(ratios, uniformCdf(Math.log(3 / 4), Math.log(4 / 3)))).toBeLessThan(KS_LIMIT);
    const areas = all.map(({ height, width }) => height * width);
    expect(Math.abs(correlation(ratios, areas))).toBeLessThan(4 / Math.sqrt(DRAWS));
  });

  it('draws places uniformly among those that fit', () => {
    const crop = randomResizedCrop({ size: 2, scale: [0.08, 0.7] });
    const places = regions(crop).map(({ left, width }) => left / (image.width - width));
    expect(kolmogorovSmirnov(places, uniformCdf(0, 1))).toBeLessThan(KS_LIMIT);
  });

  it('with the defaults keeps the definition of its rejections: what does not fit is drawn again', () => {
    const areas = regions(randomResizedCrop({ size: 2 })).map(
      ({ height, width }) => (height * width) / (image.height * image.width),
    );
    // For an area a of a square image a ratio fits if it lies within [a, 1 / a]: all do up to 3/4, fewer beyond.
    const weight = (area: number) => Math.min(1, Math.log(1 / area) / Math.log(4 / 3));
    expect(kolmogorovSmirnov(areas, cdfOf(weight, 0.08, 1))).toBeLessThan(KS_LIMIT);
  });

  it('falls back to the middle where nothing fits', () => {
    const sliver = { height: 10, width: 1000 };
    const { region } = randomResizedCrop({ size: 2, scale: [1, 1] }).choose!(sliver, Random.from(1));
    expect(region).toEqual({ top: 0, left: 493, height: 10, width: 13 });
  });
});

describe('horizontalFlip', () => {
  it.each([0.5, 0.1])('with p = %d flips that often', (p) => {
    const sample = { ...grey(1, 2), pixels: Uint8Array.of(0, 0, 0, 9, 9, 9) };
    const flip = horizontalFlip(p);
    const flips = draws((random) => flip(sample, random).pixels[0] === 9).filter(Boolean).length;
    expect(chiSquare([flips, DRAWS - flips], [p, 1 - p])).toBeLessThan(15.1); // 1 degree of freedom, 1 in 10,000
  });
});

describe('randomCrop', () => {
  it('reaches all places equally often', () => {
    const pixels = Uint8Array.from({ length: 64 }, (_, index) => index);
    const sample = { pixels, height: 8, width: 8, channels: 1, label: 0 };
    const crop = randomCrop({ size: 5 });
    const counts = new Array<number>(64).fill(0);
    for (const first of draws((random) => crop(sample, random).pixels[0]!)) counts[first]!++;
    const reached = counts.filter((count) => count > 0);
    expect(reached).toHaveLength(16);
    expect(chiSquare(reached, new Array<number>(16).fill(1 / 16))).toBeLessThan(44.3); // 15 degrees of freedom
  });
});

describe('colorJitter', () => {
  it.each(['brightness', 'contrast', 'saturation'] as const)('draws the factor of %s uniformly', (name) => {
    const jitter = colorJitter({ [name]: 0.4 });
    // A red pixel beside black ones tells each factor: to within the steps of a byte, which are spread evenly.
    const factors = draws((random) => factorOf(name, jitter, random));
    expect(kolmogorovSmirnov(factors, uniformCdf(0.6, 1.4))).toBeLessThan(KS_LIMIT + STEP[name]);
    expect(Math.min(...factors)).toBeGreaterThan(0.6 - 2 * STEP[name]);
    expect(Math.max(...factors)).toBeLessThan(1.4 + 2 * STEP[name]);
  });

  it('applies brightness, contrast and saturation in each of six orders equally often', () => {
    const jitter = colorJitter({ brightness: [1.8, 1.8], contrast: [1.7, 1.7], saturation: [1.6, 1.6] });
    const sample = { ...grey(1, 2), pixels: Uint8Array.of(255, 31, 0, 8, 200, 90) };
    const counts = new Map<string, number>();
    for (const result of draws((random) => jitter(sample, random).pixels.join())) {
      counts.set(result, (counts.get(result) ?? 0) + 1);
    }
    expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(DRAWS);
    expect(counts.size).toBe(6);
    expect(chiSquare([...counts.values()], new Array<number>(6).fill(1 / 6))).toBeLessThan(25.7); // 5 degrees
  });
});

/** How finely a result of bytes tells a factor. */
const STEP = { brightness: 1 / 140, contrast: 1 / 70, saturation: 1 / 70 };

/** The factor that a jitter has drawn, read from what it does to a sample; half a byte makes up for cutting off. */
function factorOf(name: keyof typeof STEP, jitter: Transform, random: Random): number {
  if (name === 'brightness') return (jitter(grey(1, 1, 140), random).pixels[0]! + 0.5) / 140;
  if (name === 'contrast') {
    // Half at 58, half at 198: the mean is 128.
    const pixels = Uint8Array.of(58, 58, 58, 198, 198, 198);
    return (jitter({ ...grey(1, 2), pixels }, random).pixels[3]! + 0.5 - 128) / 70;
  }
  // Of this grey, 100, the blue is 70 above.
  const pixels = Uint8Array.of(92, 91, 170);
  return (jitter({ ...grey(1, 1), pixels }, random).pixels[2]! + 0.5 - 100) / 70;
}

describe('lighting', () => {
  it('shifts channels by normal deviates along the principal components', () => {
    const light = lighting({ alphaStd: 0.1 });
    const shifts = draws((random) => Array.from(light(grey(1, 1), random).pixels, (value) => value - 128));
    // Sums of normal deviates: the variances add up.
    const values = [0.2175, 0.0188, 0.0045];
    const vectors = [
      [-0.5675, 0.7192, 0.4009],
      [-0.5808, -0.0045, -0.814],
      [-0.5836, -0.6948, 0.4203],
    ];
    const expected = (a: number, b: number) =>
      values.reduce((sum, value, i) => sum + vectors[a]![i]! * vectors[b]![i]! * (25.5 * value) ** 2, 0);
    for (let a = 0; a < 3; a++) {
      for (let b = a; b < 3; b++) {
        const found = shifts.reduce((sum, shift) => sum + shift[a]! * shift[b]!, 0) / DRAWS;
        // Rounding to bytes adds a twelfth; the estimate varies by 1.4 in the root of 100,000.
        expect(Math.abs(found - expected(a, b) - (a === b ? 1 / 12 : 0))).toBeLessThan(0.02 * expected(a, a));
      }
    }
  });

  it('has factors that are normal', () => {
    const normals = draws((random) => random.normal());
    expect(kolmogorovSmirnov(normals, normalCdf)).toBeLessThan(KS_LIMIT);
  });
});

describe('randomErasing', () => {
  it('erases as often, as much and where it says', () => {
    const erasing = randomErasing({ p: 0.25, scale: [0.1, 0.3], ratio: [1, 1], value: 1 });
    const sample = { ...grey(32, 32, 0), channels: 1, pixels: new Uint8Array(32 * 32) };
    const areas = draws((random) => erasing(sample, random).pixels)
      .filter((pixels) => pixels.includes(255))
      .map((pixels) => pixels.filter((value: number) => value > 0).length / (32 * 32));
    expect(chiSquare([areas.length, DRAWS - areas.length], [0.25, 0.75])).toBeLessThan(15.1);
    // The side is a whole number of pixels.
    const sides = areas.map((area) => Math.sqrt(area) * 32);
    for (const side of sides) expect(Number.isInteger(side)).toBe(true);
    const shares = new Map<number, number>();
    for (const side of sides) shares.set(side, (shares.get(side) ?? 0) + 1);
    const expected = [...shares.keys()].map((side) => {
      const area = (edge: number) => Math.min(0.3, Math.max(0.1, (edge / 32) ** 2));
      return (area(side + 0.5) - area(side - 0.5)) / 0.2;
    });
    expect(expected.reduce((sum, share) => sum + share)).toBeCloseTo(1, 6);
    expect(chiSquare([...shares.values()], expected)).toBeLessThan(32); // 8 degrees of freedom
  });
});

describe('randAugment', () => {
  it('draws its operations equally often', () => {
    // Counts what is drawn by what is done: every operation is told apart by its effect on this sample.
    const pixels = Uint8Array.from({ length: 3 * 20 * 20 }, (_, index) => (index * 89 + 17) % 200);
    const sample = { pixels, height: 20, width: 20, channels: 3 as const, label: 0 };
    const once = randAugment({ numOps: 1, magnitude: 20 });
    const effects = new Map<string, number>();
    for (let index = 0; index < FEW; index++) {
      const effect = Buffer.from(once(sample, Random.from(12, index)).pixels).toString('latin1');
      effects.set(effect, (effects.get(effect) ?? 0) + 1);
    }
    const names = Object.keys(randAugmentSpace);
    const counts = names.map((name) => {
      const { signed, apply } = randAugmentSpace[name]!;
      const results = (signed ? [1, -1] : [1]).map((sign) =>
        Buffer.from(apply(sample, (sign * 20) / 30).pixels).toString('latin1'),
      );
      return results.reduce((sum, result) => sum + (effects.get(result) ?? 0), 0);
    });
    expect(counts.reduce((sum, count) => sum + count)).toBe(FEW);
    expect(chiSquare(counts, new Array<number>(14).fill(1 / 14))).toBeLessThan(41); // 13 degrees of freedom
  });
});

describe('mixup and cutmix', () => {
  it.each([0.2, 1, 3])('come from the beta distribution of %d', (alpha) => {
    expect(
      kolmogorovSmirnov(
        draws((random) => random.beta(alpha)),
        betaCdf(alpha),
      ),
    ).toBeLessThan(KS_LIMIT);
  });

  it('share what is drawn', () => {
    const mix = mixup({ classes: 2, alpha: 1 });
    const shares = draws((random) => {
      const labels = Int32Array.of(0, 1);
      return mix({ images: new Uint8Array(2), shape: [2, 1, 1, 1], labels }, random)![0]!;
    });
    expect(kolmogorovSmirnov(shares, uniformCdf(0, 1))).toBeLessThan(KS_LIMIT);
  });

  it('paste what the shares say', () => {
    const mix = cutmix({ classes: 2 });
    const shares = draws((random, index) => {
      const images = new Uint8Array(2 * 49).fill(255, 49);
      const targets = mix({ images, shape: [2, 7, 7, 1], labels: Int32Array.of(0, 1) }, random)!;
      const pasted = images.subarray(0, 49).filter((value) => value === 255).length;
      if (index < 1000) expect(targets[1]).toBeCloseTo(pasted / 49, 5);
      return pasted / 49;
    });
    // Rectangles are cut at the rim: on average they cover less than half, but something nearly always.
    const mean = shares.reduce((sum, share) => sum + share) / DRAWS;
    expect(mean).toBeGreaterThan(0.15);
    expect(mean).toBeLessThan(0.45);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}

/** The distribution function of a density that is known up to a factor. */
function cdfOf(density: (x: number) => number, from: number, to: number): (x: number) => number {
  const steps = 20_000;
  const sums = new Float64Array(steps + 1);
  for (let i = 0; i < steps; i++) {
    sums[i + 1] = sums[i]! + density(from + ((i + 0.5) * (to - from)) / steps);
  }
  return (x) => {
    const place = Math.min(1, Math.max(0, (x - from) / (to - from))) * steps;
    const below = Math.min(steps - 1, Math.floor(place));
    return (sums[below]! + (place - below) * (sums[below + 1]! - sums[below]!)) / sums[steps]!;
  };
}
