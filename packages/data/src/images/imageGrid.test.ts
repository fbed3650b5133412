import { describe, expect, it } from 'vitest';
import type { Image } from './image.ts';
import { imageGrid } from './imageGrid.ts';

const grey = (height: number, width: number, value: number): Image => ({
  pixels: new Uint8Array(height * width).fill(value),
  height,
  width,
  channels: 1,
});

const rows = ({ pixels, width, channels }: Image): string[] =>
  Array.from({ length: pixels.length / (width * channels) }, (_, y) =>
    Array.from(pixels.subarray(y * width * channels, (y + 1) * width * channels))
      .map((value) => (value === 255 ? '.' : String(value)))
      .join(''),
  );

describe('imageGrid', () => {
  it('puts images of different sizes into cells of the largest', () => {
    const grid = imageGrid([grey(1, 2, 1), grey(2, 1, 2), grey(1, 1, 3)], { gap: 1 });
    expect(rows(grid)).toEqual(['.......', '.11.2..', '....2..', '.......', '.3.....', '.......', '.......']);
  });

  it('repeats pixels, and turns grey into colour beside colour', () => {
    expect(rows(imageGrid([grey(1, 2, 1)], { gap: 0, scale: 2 }))).toEqual(['1111', '1111']);
    const colour: Image = { pixels: Uint8Array.of(4, 5, 6), height: 1, width: 1, channels: 3 };
    expect(imageGrid([grey(1, 1, 7), colour], { gap: 0, columns: 2 })).toEqual({
      pixels: Uint8Array.of(7, 7, 7, 4, 5, 6),
      height: 1,
      width: 2,
      channels: 3,
    });
  });

  it('refuses nothing, and numbers that are none', () => {
    expect(() => imageGrid([])).toThrow('at least one image for images but received 0');
    expect(() => imageGrid([grey(1, 1, 0)], { scale: 0 })).toThrow('for scale but received 0');
    expect(() => imageGrid([grey(1, 1, 0)], { columns: 1.5 })).toThrow('for columns but received 1.5');
  });
});
