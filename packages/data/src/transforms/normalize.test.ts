import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { normalize } from './normalize.ts';

const random = Random.from(0);
const shape = { height: 1, width: 2, channels: 3, label: 4 };
const settings = { mean: [0.5, 0.25, 0], std: [0.5, 0.25, 2] };

describe('normalize', () => {
  it('takes bytes as shares of 255, channel by channel', () => {
    const sample = { ...shape, pixels: Uint8Array.of(0, 255, 51, 255, 0, 102) };
    const { pixels, ...rest } = normalize(settings)(sample, random);
    expect(rest).toEqual(shape);
    expect(pixels).toBeInstanceOf(Float32Array);
    [-1, 3, 0.1, 1, -1, 0.2].forEach((value, i) => expect(pixels[i]).toBeCloseTo(value, 6));
    expect([...sample.pixels]).toEqual([0, 255, 51, 255, 0, 102]);
  });

  it('takes floats as they are', () => {
    const sample = { ...shape, pixels: Float32Array.of(0, 1, 0.2, 1, 0, 0.4) };
    const { pixels } = normalize(settings)(sample, random);
    [-1, 3, 0.1, 1, -1, 0.2].forEach((value, i) => expect(pixels[i]).toBeCloseTo(value, 6));
  });

  it('refuses other channels, and a mean without its deviation', () => {
    const grey = { ...shape, channels: 1, pixels: Uint8Array.of(1, 2) };
    expect(() => normalize(settings)(grey, random)).toThrow('1 numbers');
    expect(() => normalize({ mean: [0], std: [1, 1] })).toThrow('1 numbers, as mean has,');
    expect(() => normalize({ mean: [0], std: [0] })).toThrow('std');
  });
});
