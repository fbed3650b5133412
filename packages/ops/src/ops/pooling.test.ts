import { grad, mul, sum, tensor2d, tensor4d, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectClose, noise, volume } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import { globalAveragePool } from './globalAveragePool.ts';
import { maxPool2d } from './maxPool2d.ts';

onEveryBackend('maxPool2d', () => {
  test('takes each window’s maximum and sends its gradient there', () => {
    const pool = fc
      .record({
        height: fc.integer({ min: 1, max: 9 }),
        width: fc.integer({ min: 1, max: 9 }),
        size: fc.integer({ min: 1, max: 4 }),
        stride: fc.integer({ min: 1, max: 3 }),
        padding: fc.integer({ min: 0, max: 2 }),
        seed: fc.nat(1000),
      })
      .filter(
        ({ height, width, size, padding }) =>
          padding * 2 <= size && Math.min(height, width) + 2 * padding >= size,
      );
    fc.assert(
      fc.property(pool, ({ height, width, size, stride, padding, seed }) => {
        const shape: [number, number, number, number] = [2, height, width, 3];
        const x = noise(volume(shape), seed);
        const rows = Math.floor((height + 2 * padding - size) / stride) + 1;
        const columns = Math.floor((width + 2 * padding - size) / stride) + 1;
        const dy = noise(2 * rows * columns * 3, seed + 1);
        const y: number[] = [];
        const dx = new Float64Array(x.length);
        for (let n = 0; n < 2; n++)
          for (let row = 0; row < rows; row++)
            for (let column = 0; column < columns; column++)
              for (let c = 0; c < 3; c++) {
                let best = -1;
                for (let i = 0; i < size; i++)
                  for (let j = 0; j < size; j++) {
                    const h = row * stride + i - padding;
                    const w = column * stride + j - padding;
                    if (h < 0 || w < 0 || h >= height || w >= width) continue;
                    const at = ((n * height + h) * width + w) * 3 + c;
                    if (best < 0 || x[at]! > x[best]!) best = at;
                  }
                dx[best]! += dy[y.length]!;
                y.push(x[best]!);
              }
        const image = tensor4d(x, shape);
        const pooled = maxPool2d(image, { size, stride, padding });
        expect(pooled.shape).toEqual([2, rows, columns, 3]);
        expectClose(pooled.dataSync(), y, 0);
        const weights = tensor4d(dy, pooled.shape);
        const gradient = grad((t: Tensor) =>
          sum(mul(maxPool2d(t as Tensor4D, { size, stride, padding }), weights)),
        )(image);
        expectClose(gradient.dataSync(), dx);
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  test('refuses padding over half the window', () => {
    expect(() => maxPool2d(tensor4d([1], [1, 1, 1, 1]), { size: 3, padding: 2 })).toThrow(
      /at most half the window/,
    );
  });
});

onEveryBackend('globalAveragePool', () => {
  test.each([
    [3, 4],
    [1, 1],
    [1, 5],
  ])('of %i x %i pixels', (height, width) => {
    const shape: [number, number, number, number] = [2, height, width, 3];
    const x = noise(volume(shape), 3);
    const expected = new Float64Array(6);
    x.forEach(
      (v, i) => (expected[Math.floor(i / (height * width * 3)) * 3 + (i % 3)]! += v / (height * width)),
    );
    const image = tensor4d(x, shape);
    expectClose(globalAveragePool(image).dataSync(), expected);
    const dy = noise(6, 4);
    const gradient = grad((t: Tensor) => sum(mul(globalAveragePool(t as Tensor4D), tensor2d(dy, [2, 3]))))(
      image,
    );
    expectClose(
      gradient.dataSync(),
      x.map((_, i) => dy[Math.floor(i / (height * width * 3)) * 3 + (i % 3)]! / (height * width)),
    );
  });
});
