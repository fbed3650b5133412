import { engine, setBackend, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { kernels } from '@resnext/ops';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise, volume } from '@resnext/ops/testing';
import { expectSame } from '../../testing/expectSame.ts';
import { onBoth, onNative } from '../../testing/onBoth.ts';

interface Case extends kernels.Conv2DAttrs {
  readonly input: readonly number[];
  readonly filter: readonly number[];
}

const side = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
const step = fc.oneof(
  { weight: 2, arbitrary: fc.constant([1, 1] as const) },
  { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })) },
);
/** Cardinality and width of a group: those of the published networks, and others. */
const groups: fc.Arbitrary<readonly [number, number]> = fc.oneof(
  fc.constantFrom<readonly [number, number]>(
    [32, 4],
    [32, 8],
    [8, 16],
    [4, 32],
    [2, 64],
    [64, 4],
    [8, 2],
    [20, 1],
    [16, 2],
  ),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 })),
);

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 64 })),
    image: fc.tuple(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 17 })),
    window: fc.oneof(
      fc.constantFrom([1, 1], [3, 3], [7, 7]),
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    ),
    groups,
    outputs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })),
    strides: step,
    dilations: step,
    pads: fc.oneof(
      fc.constant([
        [1, 1],
        [1, 1],
      ] as const),
      fc.tuple(side, side),
    ),
  })
  .map(({ batch, image, window, groups: [count, width], outputs, strides, dilations, pads }) => ({
    input: [batch, ...image, count * width],
    filter: [...window, width, count * (outputs || width)],
    strides,
    dilations,
    pads,
    groups: count,
  }))
  .filter(
    ({ input, filter, dilations, pads }) =>
      [0, 1].every(
        (axis) => dilations[axis]! * (filter[axis]! - 1) < input[axis + 1]! + pads[axis]![0] + pads[axis]![1],
      ) && volume(input) * volume(filter) < 2e7,
  );

const run = (name: string, inputs: Record<string, Tensor>, attrs: object): Tensor =>
  engine().runKernel<Tensor>(name, inputs, attrs as Record<string, never>);

/** Every kernel of a convolution, on the same numbers. */
function everyKernel({ input, filter, ...attrs }: Case, seed: number): Tensor[] {
  const make = (shape: readonly number[], which: number) =>
    tensor(noise(volume(shape), seed + which), [...shape]);
  const x = make(input, 0);
  const w = make(filter, 1);
  const bias = make([filter[3]!], 2);
  const y = run(kernels.Conv2D, { x, filter: w, bias }, attrs);
  const dy = make(y.shape, 3);
  const residual = make(y.shape, 4);
  return [
    y,
    run(kernels.FusedConv2D, { x, filter: w, bias, residual }, { ...attrs, relu: true }),
    run(kernels.FusedConv2D, { x, filter: w }, { ...attrs, relu: false }),
    run(kernels.Conv2DBackpropInput, { dy, filter: w }, { ...attrs, inputShape: input }),
    run(kernels.Conv2DBackpropFilter, { x, dy }, { ...attrs, filterShape: filter }),
  ];
}

test('every convolution kernel equals the composed one, for any geometry', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, fc.nat(1000), async (geometry, seed) => {
      const { expected, received } = await onBoth(() => everyKernel(geometry, seed));
      expectSame(received, expected);
    }),
    { numRuns: 120, seed: 7 },
  );
});

/** Stages of published networks, in small. */
test.each([
  { input: [2, 14, 14, 128], filter: [3, 3, 4, 128], strides: [1, 1], groups: 32 },
  { input: [1, 28, 28, 256], filter: [3, 3, 8, 256], strides: [2, 2], groups: 32 },
  { input: [2, 7, 7, 512], filter: [3, 3, 16, 512], strides: [1, 1], groups: 32 },
  { input: [1, 14, 14, 1024], filter: [3, 3, 32, 1024], strides: [2, 2], groups: 32 },
  { input: [1, 8, 8, 512], filter: [3, 3, 64, 512], strides: [1, 1], groups: 8 },
  { input: [1, 30, 30, 3], filter: [7, 7, 3, 64], strides: [2, 2], groups: 1 },
] as const)(
  'equals the composed kernels at $input with $filter',
  async ({ input, filter, strides, groups }) => {
    const padding = (filter[0] - 1) / 2;
    const side = [padding, padding] as const;
    const geometry = { input, filter, strides, dilations: [1, 1], pads: [side, side], groups } as const;
    const { expected, received } = await onBoth(() => everyKernel(geometry, 1));
    expectSame(received, expected);
  },
);

const pointwise: kernels.Conv2DAttrs = {
  strides: [1, 1],
  dilations: [1, 1],
  pads: [
    [0, 0],
    [0, 0],
  ],
  groups: 1,
};

test('gives the same bits twice', async () => {
  const geometry = { ...pointwise, input: [3, 13, 13, 70], filter: [1, 1, 70, 130] };
  const [once, again] = [
    await onNative(() => everyKernel(geometry, 5)),
    await onNative(() => everyKernel(geometry, 5)),
  ];
  expect(once).toEqual(again);
});

test('a filter that was overwritten is packed anew', async () => {
  await setBackend('native');
  tidy(() => {
    const x = tensor([1, 2], [1, 1, 1, 2]);
    const filter = tensor([3, 4], [1, 1, 2, 1]);
    const fused = () => run(kernels.FusedConv2D, { x, filter }, { ...pointwise, relu: false }).dataSync();
    expect([...fused()]).toEqual([11]);
    const velocity = tensor([0, 0], [1, 1, 2, 1]);
    const gradient = tensor([1, 1], [1, 1, 2, 1]);
    const attrs = { learningRate: 1, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false };
    engine().runKernel(kernels.SgdUpdate, { parameter: filter, gradient, velocity }, attrs);
    const after = filter.dataSync();
    expect([...fused()]).toEqual([after[0]! + 2 * after[1]!]);
  });
});

test('a NaN stays one, through a ReLU too', async () => {
  const x = () => tensor([NaN, 1], [1, 1, 2, 1]);
  const filter = () => tensor([-1], [1, 1, 1, 1]);
  const attrs = { ...pointwise, relu: true };
  const [y] = await onNative(() => run(kernels.FusedConv2D, { x: x(), filter: filter() }, attrs));
  expect(Array.from(y!.values)).toEqual([NaN, 0]);
});

test('refuses shapes that do not fit, with a sentence', async () => {
  await setBackend('native');
  const attempt = (x: number[], filter: number[]) => () =>
    tidy(() =>
      run(
        kernels.Conv2D,
        { x: tensor(noise(volume(x), 1), x), filter: tensor(noise(volume(filter), 1), filter) },
        pointwise,
      ),
    );
  expect(attempt([1, 2, 2, 3], [1, 1, 4, 2])).toThrow(/fit together in 1 groups/);
  expect(attempt([1, 2, 2, 3], [4, 4, 3, 2])).toThrow(/fit together/);
});
