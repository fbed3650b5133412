import { describe, expect, it } from 'vitest';
import { toImage } from './image.ts';

describe('toImage', () => {
  it('rounds to 8 bits and keeps to their range', () => {
    const pixels = Float32Array.from([0, 0.5, 1, -0.1, 1.1, 1 / 255]);
    expect(toImage({ pixels, height: 2, width: 1, channels: 3 })).toEqual({
      pixels: Uint8Array.from([0, 128, 255, 0, 255, 1]),
      height: 2,
      width: 1,
      channels: 3,
    });
  });

  it('refuses channels that no one can look at', () => {
    expect(() => toImage({ pixels: new Float32Array(2), height: 1, width: 1, channels: 2 })).toThrow(
      'expected 1 or 3 for channels but received 2',
    );
  });
});
