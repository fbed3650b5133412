import { describe, expect, it } from 'vitest';
import { warp } from './warp.ts';

const sample = { pixels: Float32Array.from([1, 2, 3, 4]), height: 2, width: 2, channels: 1, label: 0 };

describe('warp', () => {
  it('moves whole pixels exactly', () => {
    expect([...warp(sample, [1, 0, 1, 0, 1, 0], 0).pixels]).toEqual([2, 0, 4, 0]);
  });

  it('blends with the fill at the border', () => {
    expect([...warp(sample, [1, 0, 0.5, 0, 1, 0], 0).pixels]).toEqual([1.5, 1, 3.5, 2]);
    expect([...warp(sample, [1, 0, 0, 0, 1, -0.25], 1).pixels]).toEqual([1, 1.75, 2.5, 3.5]);
  });
});
