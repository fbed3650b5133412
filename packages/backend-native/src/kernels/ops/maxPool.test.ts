import { kernels, maxPool2d, outputSize } from '@resnext/ops';
import {
  engine,
  grad,
  mul,
  setBackend,
  sum,
  tensor,
  tensor4d,
  tidy,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { noise, volume } from '@resnext/ops/testing';
import { expectSame } from '../../testing/expectSame.ts';
import { onBoth } from '../../testing/onBoth.ts';

interface Case extends kernels.MaxPool2DAttrs {
  /** [N, H, W, C] */
  readonly shape: [number, number, number, number];
  readonly seed: number;
}

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 64 })),
    image: fc.oneof(pair(1, 12), pair(30, 45)),
    channels: fc.oneof(fc.constantFrom(1, 3, 16, 64), fc.integer({ min: 1, max: 70 })),
    size: fc.oneof(fc.constantFrom([3, 3] as const, [2, 2] as const, [1, 1] as const), pair(1, 5)),
    strides: fc.oneof(fc.constant([2, 2] as const), pair(1, 4)),
    dilations: fc.oneof(
      { weight: 3, arbitrary: fc.constant([1, 1] as const) },
      { weight: 1, arbitrary: pair(1, 3) },
    ),
    pad: pair(0, 2),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  .map(({ batch, image, channels, size, pad, ...rest }) => {
    const side = (axis: 0 | 1): [number, number] => {
      const most = Math.floor(size[axis] / 2);
      return [Math.min(pad[0], most), Math.min(pad[1], most)];
    };
    const shape: Case['shape'] = [batch, ...image, channels];
    return { shape, size, pads: [side(0), side(1)] as const, ...rest };
  })
  .filter(
    ({ shape, size, dilations, pads }) =>
      volume(shape) < 60_000 &&
      ([0, 1] as const).every(
        (axis) => dilations[axis] * (size[axis] - 1) < shape[axis + 1]! + pads[axis][0] + pads[axis][1],
      ),
  );

/** Few different numbers, so that there are ties; no -0, which an equality of bits tells from 0. */
const tied = (length: number, seed: number): Float32Array =>
  noise(length, seed).map((value) => Math.round(value * 8) + 0);

function run(name: string, inputs: Record<string, Tensor>, attrs: object): Tensor {
  return engine().runKernel<Tensor>(name, inputs, attrs as Record<string, never>);
}

/** Many times faster than toEqual. */
const sameBits = (received: Tensor, expected: Float32Array): boolean =>
  Buffer.compare(Buffer.from(received.dataSync().buffer), Buffer.from(expected.buffer)) === 0;

/** Both kernels' results, from the definition. */
function reference({ shape, size, ...geometry }: Case, x: Float32Array, dyOf: (y: number) => number) {
  const [batch, height, width, channels] = shape;
  const [outHeight, outWidth] = outputSize([height, width], size, geometry);
  const { strides, dilations, pads } = geometry;
  const y = new Float32Array(batch * outHeight * outWidth * channels);
  const dx = new Float32Array(x.length);
  y.forEach((_, index) => {
    const c = index % channels;
    const column = Math.floor(index / channels) % outWidth;
    const row = Math.floor(index / channels / outWidth) % outHeight;
    const n = Math.floor(index / channels / outWidth / outHeight);
    let best = -Infinity;
    let from = -1;
    for (let i = 0; i < size[0]; i++) {
      for (let j = 0; j < size[1]; j++) {
        const h = row * strides[0] - pads[0][0] + i * dilations[0];
        const w = column * strides[1] - pads[1][0] + j * dilations[1];
        if (h < 0 || h >= height || w < 0 || w >= width) continue;
        const position = ((n * height + h) * width + w) * channels + c;
        if (from >= 0 && !(x[position]! > best)) continue;
        best = x[position]!;
        from = position;
      }
    }
    y[index] = best;
    if (from >= 0) dx[from]! += dyOf(index);
  });
  return { y, dx };
}

beforeEach(async () => {
  expect(await setBackend('native')).toBe(true);
});

test('equals its definition', () => {
  fc.assert(
    fc.property(anyCase, ({ shape, seed, ...attrs }) => {
      const values = tied(volume(shape), seed);
      // Whole numbers, so that their sums are exact in any order.
      const dyOf = (index: number): number => (index % 97) - 40;
      const expected = reference({ shape, seed, ...attrs }, values, dyOf);
      const x = tensor(values, [...shape]);
      tidy(() => {
        const y = run(kernels.MaxPool2D, { x }, attrs);
        expect(sameBits(y, expected.y)).toBe(true);
        const dy = tensor(
          expected.y.map((_, index) => dyOf(index)),
          y.shape,
        );
        expect(sameBits(run(kernels.MaxPool2DGrad, { dy, x, y }, attrs), expected.dx)).toBe(true);
      });
      x.dispose();
    }),
    { numRuns: 100 },
  );
});

test.each<{ shape: Case['shape']; size: number; stride: number; padding: number }>([
  { shape: [2, 40, 38, 64], size: 3, stride: 2, padding: 1 },
  { shape: [3, 7, 7, 10], size: 2, stride: 2, padding: 0 },
  { shape: [2, 9, 8, 5], size: 1, stride: 2, padding: 0 },
])('equals the composed kernels: %j', async ({ shape, ...options }) => {
  const results = await onBoth(() => {
    const x = tensor4d(tied(volume(shape), 1), shape);
    const y = maxPool2d(x, options);
    const dy = tensor(noise(y.size, 2), y.shape);
    return [y, grad((image: Tensor) => sum(mul(maxPool2d(image as Tensor4D, options), dy)))(x)];
  });
  expectSame(results.received, results.expected, 1e-6);
});

test('what is not a number is the maximum wherever a window sees it', () => {
  const attrs = {
    size: [3, 3],
    strides: [2, 2],
    dilations: [1, 1],
    pads: [
      [1, 1],
      [1, 1],
    ],
  };
  const values = noise(8 * 8 * 20, 1);
  values[(3 * 8 + 3) * 20 + 17] = NaN;
  const x = tensor(values, [1, 8, 8, 20]);
  const y = run(kernels.MaxPool2D, { x }, attrs);
  const hit = [5, 6, 9, 10].map((pixel) => pixel * 20 + 17);
  expect(y.dataSync().every((value, i) => Number.isNaN(value) === hit.includes(i))).toBe(true);
  const dy = tensor(new Float32Array(y.size).fill(1), y.shape);
  const dx = run(kernels.MaxPool2DGrad, { dy, x, y }, attrs).dataSync<'float32'>();
  expect(dx.reduce((a, b) => a + b)).toBe(y.size);
});
