import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { make } from '../../testing/anyTensor.ts';
import { expectBothSame } from '../../testing/expectBothSame.ts';

/*
 * tfjs-core's own convolutions, pools and batch norm, which our kernels serve.
 */

const { avgPool, batchNorm, conv2d, conv2dTranspose, depthwiseConv2d, engine, fused, maxPool } = tf;

const float = (shape: number[], seed = 1): tf.Tensor4D =>
  make({ shape, dtype: 'float32', seed }) as tf.Tensor4D;

type Pad = 'same' | 'valid' | number;

const geometry = fc
  .record({
    image: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 4, max: 11 }),
      fc.integer({ min: 4, max: 11 }),
    ),
    channels: fc.integer({ min: 1, max: 9 }),
    outputs: fc.integer({ min: 1, max: 9 }),
    window: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: fc.integer({ min: 1, max: 3 }),
    pad: fc.constantFrom<Pad>('same', 'valid', 0, 1),
    rounding: fc.constantFrom('floor', 'ceil', 'round'),
    dataFormat: fc.constantFrom('NHWC' as const, 'NCHW' as const),
  })
  // tfjs wants a way of rounding with a number for the padding, and only there.
  .map(({ rounding, ...rest }) => ({
    ...rest,
    rounding: typeof rest.pad === 'number' ? rounding : undefined,
  }));

const settings = { numRuns: 60, seed: 6 };

test('conv2d and its gradients', async () => {
  await fc.assert(
    fc.asyncProperty(
      geometry,
      async ({ image, channels, outputs, window, stride, pad, rounding, dataFormat }) => {
        const [n, h, w] = image;
        await expectBothSame(() => {
          const x = float(dataFormat === 'NHWC' ? [n, h, w, channels] : [n, channels, h, w]);
          const filter = float([...window, channels, outputs], 2);
          const y = conv2d(x, filter, stride, pad, dataFormat, 1, rounding);
          const attrs = { strides: stride, pad, dataFormat, dimRoundingMode: rounding };
          const dy = float(y.shape, 3);
          const run = (name: string, inputs: tf.NamedTensorMap, more: object): tf.Tensor =>
            engine().runKernel(name, inputs, { ...attrs, ...more } as never);
          return [
            y,
            run('Conv2DBackpropInput', { dy, filter }, { inputShape: x.shape }),
            run('Conv2DBackpropFilter', { x, dy }, { filterShape: filter.shape }),
          ];
        });
      },
    ),
    settings,
  );
});

test('depthwise convolutions', async () => {
  await fc.assert(
    fc.asyncProperty(geometry, async ({ image, channels, window, stride, pad, rounding }) => {
      await expectBothSame(() => {
        const x = float([...image, channels]);
        const filter = float([...window, channels, 2], 2);
        const y = depthwiseConv2d(x, filter, stride, pad, 'NHWC', 1, rounding);
        const attrs = { strides: stride, dilations: 1, pad, dimRoundingMode: rounding };
        const dy = float(y.shape, 3);
        const run = (name: string, inputs: tf.NamedTensorMap, more: object): tf.Tensor =>
          engine().runKernel(name, inputs, { ...attrs, ...more } as never);
        return [
          y,
          run('DepthwiseConv2dNativeBackpropInput', { dy, filter }, { inputShape: x.shape }),
          run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { filterShape: filter.shape }),
        ];
      });
    }),
    settings,
  );
});

test('pools', async () => {
  const inside = geometry.filter(({ pad, window }) => typeof pad !== 'number' || Math.min(...window) > pad);
  await fc.assert(
    fc.asyncProperty(inside, async ({ image, channels, window, stride, pad, rounding }) => {
      // With another way of rounding a window may lie in padding alone, where cpu's average is 0 / 0 too.
      const floor = rounding && ('floor' as const);
      await expectBothSame(() => {
        const x = float([...image, channels]);
        return [maxPool(x, window, stride, pad, floor), avgPool(x, window, stride, pad, floor)];
      });
    }),
    settings,
  );
});

test('the gradient of maxPool', async () => {
  await expectBothSame(() => {
    const input = float([2, 9, 8, 5]);
    const output = maxPool(input, 3, 2, 'same');
    const attrs = { filterSize: 3, strides: 2, pad: 'same' };
    const dy = float(output.shape, 2);
    return engine().runKernel<tf.Tensor>('MaxPoolGrad', { dy, input, output }, attrs);
  });
});

test('the gradient of avgPool without padding', async () => {
  await expectBothSame(() => {
    const input = float([2, 9, 8, 5]);
    const dy = float([2, 4, 3, 5], 2);
    const attrs = { filterSize: 3, strides: 2, pad: 'valid' };
    return engine().runKernel<tf.Tensor>('AvgPoolGrad', { dy, input }, attrs);
  });
});

test.each(['NHWC', 'NCHW'] as const)('fused conv2d in %s', async (dataFormat) => {
  for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'prelu'] as const) {
    await expectBothSame(() =>
      fused.conv2d({
        x: float(dataFormat === 'NHWC' ? [2, 6, 5, 4] : [2, 4, 6, 5]),
        filter: float([3, 3, 4, 7], 2),
        strides: 1,
        pad: 'same',
        dataFormat,
        bias: make({ shape: [7], dtype: 'float32', seed: 3 }),
        activation,
        preluActivationWeights:
          activation === 'prelu' ? make({ shape: [7], dtype: 'float32', seed: 4 }) : undefined,
      }),
    );
  }
});

test('transposed convolution', async () => {
  await expectBothSame(() =>
    conv2dTranspose(float([1, 4, 4, 3]), float([3, 3, 2, 3], 2), [1, 8, 8, 2], 2, 'same'),
  );
});

test('batch norm with given statistics', async () => {
  await expectBothSame(() => {
    const numbers = (seed: number) => make({ shape: [6], dtype: 'float32', seed });
    const x = float([2, 5, 4, 6]);
    const variance = tf.abs(numbers(2));
    return [
      batchNorm(x, numbers(1), variance, numbers(3), numbers(4), 1e-3),
      batchNorm(x, numbers(1), variance),
      batchNorm(x, float([2, 5, 4, 6], 5), tf.abs(float([2, 5, 4, 6], 6))),
    ];
  });
});

test('a gradient of another shape than the output is refused', async () => {
  await tf.setBackend('native');
  const attrs = { strides: 1, pad: 'same', dataFormat: 'NHWC', inputShape: [1, 4, 4, 2] };
  const inputs = { dy: float([1, 8, 8, 3]), filter: float([3, 3, 2, 3]) };
  expect(() => engine().runKernel('Conv2DBackpropInput', inputs, attrs)).toThrow(
    'expected [1, 4, 4, 3] for the shape of dy but received [1, 8, 8, 3]',
  );
});
