import { batchNormTraining, kernels } from '@resnext/ops';
import {
  dispose,
  engine,
  grads,
  mul,
  setBackend,
  sum,
  tensor,
  tensor1d,
  tensor4d,
  tidy,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { noise, volume } from '@resnext/ops/testing';
import { expectSame } from '../../testing/expectSame.ts';
import { onBoth } from '../../testing/onBoth.ts';

interface Case extends kernels.BatchNormAttrs {
  /** [N, H, W, C] */
  readonly shape: readonly number[];
  readonly seed: number;
}

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 64 })),
    image: fc.tuple(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 19 })),
    channels: fc.oneof(fc.constantFrom(1, 3, 10, 64, 128, 2048), fc.integer({ min: 1, max: 150 })),
    relu: fc.boolean(),
    residual: fc.boolean(),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  // A large epsilon: of two values that are almost the same, the normalised ones have few digits.
  .map(({ batch, image, channels, ...rest }) => ({
    shape: [batch, ...image, channels],
    epsilon: 1e-2,
    ...rest,
  }))
  .filter(({ shape }) => volume(shape.slice(0, 3)) > 1 && volume(shape) < 100_000);

interface Arrays {
  readonly x: Float32Array;
  readonly scale: Float32Array;
  readonly offset: Float32Array;
  readonly residual: Float32Array;
  readonly dy: Float32Array;
}

function arraysOf({ shape, seed }: Case): Arrays {
  const channels = shape.at(-1)!;
  return {
    x: noise(volume(shape), seed).map((value, i) => value * 3 + ((i % channels) % 5) - 2),
    scale: noise(channels, seed + 1).map((value) => value * 2),
    offset: noise(channels, seed + 2),
    residual: noise(volume(shape), seed + 3),
    dy: noise(volume(shape), seed + 4),
  };
}

function forward({ shape, ...attrs }: Case, { x, scale, offset, residual }: Arrays): Tensor[] {
  const image = (values: Float32Array) => tensor(values, [...shape]);
  return run(
    kernels.BatchNormTraining,
    {
      x: image(x),
      scale: tensor1d(scale),
      offset: tensor1d(offset),
      ...(attrs.residual && { residual: image(residual) }),
    },
    attrs,
  );
}

function run(name: string, inputs: Record<string, Tensor>, attrs: object): Tensor[] {
  return engine().runKernel<Tensor[]>(name, inputs, attrs as Record<string, never>);
}

beforeEach(async () => {
  expect(await setBackend('native')).toBe(true);
});

test('equals the composed kernels', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, async (given) => {
      const arrays = arraysOf(given);
      const results = await onBoth(() => forward(given, arrays));
      expectSame(results.received, results.expected, 1e-5);
      // The reference takes its mask from this y, so that the one made again from x must be the same.
      const [y, mean, variance] = results.received.map(({ values }) => Float32Array.from(values));
      const gradients = await onBoth(() => {
        const image = (values: Float32Array) => tensor(values, [...given.shape]);
        return run(
          kernels.BatchNormTrainingGrad,
          {
            dy: image(arrays.dy),
            x: image(arrays.x),
            y: image(y!),
            scale: tensor1d(arrays.scale),
            offset: tensor1d(arrays.offset),
            mean: tensor1d(mean!),
            variance: tensor1d(variance!),
          },
          given,
        );
      });
      expect(gradients.received).toHaveLength(given.residual ? 4 : 3);
      expectSame(gradients.received, gradients.expected, 2e-5);
    }),
    { numRuns: 30 },
  );
});

test.each([{ residual: false }, { residual: true }])('its gradients reach the inputs: %j', async (given) => {
  const shape: [number, number, number, number] = [3, 6, 5, 20];
  const results = await onBoth(() => {
    const image = (seed: number) => tensor4d(noise(volume(shape), seed), shape);
    const inputs = [image(1), tensor1d(noise(20, 2)), tensor1d(noise(20, 3)), image(4)];
    const dy = image(5);
    const loss = (...[x, scale, offset, residual]: Tensor[]): Tensor => {
      const { y } = batchNormTraining(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, {
        residual: residual as Tensor4D | undefined,
        activation: 'relu',
      });
      return sum(mul(y, dy));
    };
    return grads(loss)(given.residual ? inputs : inputs.slice(0, 3));
  });
  expectSame(results.received, results.expected, 2e-5);
});

test.each([
  { name: 'far from zero', value: (i: number) => 1000 + 0.01 * at(i) },
  { name: 'further from zero', value: (i: number) => -1e6 + at(i) },
  {
    name: 'with a first value that is far from the others',
    value: (i: number) => (i < 6 ? 0 : 1000 + 0.01 * at(i)),
  },
  { name: 'in two halves', value: (i: number) => (i < 12_000 ? 1e4 : -1e4) + at(i) },
])('statistics keep their digits $name', ({ value }) => {
  const shape = [4, 25, 40, 6];
  const x = Float32Array.from({ length: volume(shape) }, (_, i) => value(i));
  const ones = new Float32Array(6).fill(1);
  const given = { shape, epsilon: 1e-5, relu: false, residual: false, seed: 0 };
  const results = forward(given, { x, scale: ones, offset: ones, residual: x, dy: x });
  const [y, mean, variance] = results.map((result) => result.dataSync());
  dispose(results);
  for (let c = 0; c < 6; c++) {
    const own = Array.from(x).filter((_, i) => i % 6 === c);
    const exactMean = own.reduce((a, b) => a + b) / own.length;
    const exactVariance = own.reduce((a, b) => a + (b - exactMean) ** 2, 0) / own.length;
    const deviation = Math.sqrt(exactVariance);
    expect(Math.abs(mean![c]! - exactMean)).toBeLessThan(1e-7 * Math.abs(exactMean) + 1e-7 * deviation);
    expect(variance![c]! / exactVariance).toBeCloseTo(1, 4);
    // The mean itself has only the digits of float32.
    const expected = (own[7]! - mean![c]!) / Math.sqrt(exactVariance + 1e-5) + 1;
    expect(y![7 * 6 + c]).toBeCloseTo(expected, 4);
  }
});

const values = noise(24_000, 5);
const at = (i: number): number => values[i]!;

test('a constant channel has no variance', () => {
  const given = { shape: [2, 9, 9, 3], epsilon: 1e-5, relu: false, residual: false, seed: 0 };
  const x = new Float32Array(volume(given.shape)).fill(0.1);
  const ones = new Float32Array(3).fill(1);
  const [y, , variance] = forward(given, { x, scale: ones, offset: ones, residual: x, dy: x });
  expect([...variance!.dataSync()]).toEqual([0, 0, 0]);
  expect(y!.dataSync().every((value) => Math.abs(value - 1) < 1e-4)).toBe(true);
});

test('what is not a number shows, in its channel only', () => {
  const given = { shape: [2, 20, 20, 20], epsilon: 1e-5, relu: true, residual: false, seed: 3 };
  const arrays = arraysOf(given);
  arrays.x[20 * 300 + 7] = NaN;
  const y = forward(given, arrays)[0]!.dataSync();
  expect(y.every((value, i) => Number.isNaN(value) === (i % 20 === 7))).toBe(true);
});

test.each([[[8, 40, 40, 64]], [[8, 7, 7, 512]], [[3, 50, 50, 10]]])(
  'gives the same bits each time: %j',
  (shape) => {
    const given = { shape, epsilon: 1e-5, relu: true, residual: true, seed: 1 };
    const arrays = arraysOf(given);
    const once = (): Buffer[] => {
      const results: Buffer[] = [];
      tidy(() => {
        const [y, mean, variance] = forward(given, arrays) as [Tensor, Tensor, Tensor];
        const image = (values: Float32Array) => tensor(values, shape);
        const vectors = { scale: tensor1d(arrays.scale), offset: tensor1d(arrays.offset), mean, variance };
        const inputs = { dy: image(arrays.dy), x: image(arrays.x), y, ...vectors };
        for (const each of [y, mean, variance, ...run(kernels.BatchNormTrainingGrad, inputs, given)]) {
          results.push(Buffer.from(each.dataSync().buffer));
        }
      });
      return results;
    };
    const first = once();
    for (let i = 0; i < 5; i++) {
      once().forEach((bytes, which) => expect(Buffer.compare(bytes, first[which]!)).toBe(0));
    }
  },
);

test('a residual without a ReLU gets dy itself', () => {
  const given = { shape: [2, 3, 3, 5], epsilon: 1e-5, relu: false, residual: true, seed: 1 };
  const arrays = arraysOf(given);
  const [y, mean, variance] = forward(given, arrays);
  const dy = tensor(arrays.dy, given.shape);
  const inputs = { dy, x: tensor(arrays.x, given.shape), y: y!, mean: mean!, variance: variance! };
  const vectors = { scale: tensor1d(arrays.scale), offset: tensor1d(arrays.offset) };
  const dresidual = run(kernels.BatchNormTrainingGrad, { ...inputs, ...vectors }, given)[3]!;
  expect(dresidual.dataId).toBe(dy.dataId);
});

test('refuses integers', () => {
  const vector = tensor1d([1, 1]);
  const inputs = { x: tensor([1, 2, 3, 4], [2, 1, 1, 2], 'int32'), scale: vector, offset: vector };
  expect(() =>
    run(kernels.BatchNormTraining, inputs, { epsilon: 1e-5, relu: false, residual: false }),
  ).toThrow(/expected a tensor of float32 for x but received int32/);
});
