import { grads, sum, mul, tensor1d, tensor4d, type Tensor4D, type Tensor1D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OpsError } from '../errors.ts';
import { expectClose, noise, volume } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import {
  convolution,
  filterGradient,
  inputGradient,
  outputShape,
  type Convolution,
} from '../testing/reference.ts';
import { conv2d } from './conv2d.ts';

const side = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
const step = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));

/** Any convolution whose window fits its padded image. */
const anyConvolution: fc.Arbitrary<Convolution> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    image: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    window: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    groups: fc.constantFrom(1, 2, 3, 4, 8),
    inputs: fc.constantFrom(1, 2, 3, 4, 17),
    outputs: fc.constantFrom(1, 2, 3, 5),
    strides: step,
    dilations: step,
    pads: fc.tuple(side, side),
  })
  .map(({ batch, image, window, groups, inputs, outputs, strides, dilations, pads }) => ({
    inputShape: [batch, ...image, inputs * groups] as [number, number, number, number],
    filterShape: [...window, inputs, outputs * groups] as [number, number, number, number],
    strides,
    dilations,
    pads,
    groups,
  }))
  .filter(({ inputShape, filterShape, dilations, pads }) =>
    [0, 1].every(
      (axis) =>
        dilations[axis]! * (filterShape[axis]! - 1) + 1 <=
        inputShape[axis + 1]! + pads[axis]![0] + pads[axis]![1],
    ),
  );

const options = (c: Convolution) => ({
  stride: c.strides,
  dilation: c.dilations,
  padding: c.pads,
  groups: c.groups,
});

onEveryBackend('conv2d', () => {
  test('equals its definition, forward and backward, for any geometry', () => {
    fc.assert(
      fc.property(anyConvolution, fc.nat(1000), (c, seed) => {
        const x = noise(volume(c.inputShape), seed);
        const w = noise(volume(c.filterShape), seed + 1);
        const b = noise(c.filterShape[3], seed + 2);
        const dy = noise(volume(outputShape(c)), seed + 3);

        const inputs = [
          tensor4d(x, [...c.inputShape]),
          tensor4d(w, [...c.filterShape]),
          tensor1d(b),
          tensor4d(dy, outputShape(c)),
        ] as const;
        const y = conv2d(inputs[0], inputs[1], { ...options(c), bias: inputs[2] });
        expect(y.shape).toEqual(outputShape(c));
        const outputs = c.filterShape[3];
        expectClose(
          y.dataSync(),
          convolution(c, x, w).map((value, i) => value + b[i % outputs]!),
        );

        const gradients = grads((tx, tw, tb) =>
          sum(
            mul(conv2d(tx as Tensor4D, tw as Tensor4D, { ...options(c), bias: tb as Tensor1D }), inputs[3]),
          ),
        )([inputs[0], inputs[1], inputs[2]]);
        expectClose(gradients[0]!.dataSync(), inputGradient(c, dy, w));
        expectClose(gradients[1]!.dataSync(), filterGradient(c, x, dy));
        const db = new Float64Array(outputs);
        dy.forEach((value, i) => (db[i % outputs]! += value));
        expectClose(gradients[2]!.dataSync(), db);
        [...inputs, y, ...gradients].forEach((tensor) => tensor.dispose());
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

onEveryBackend('conv2d refuses', () => {
  const x = () => tensor4d(noise(2 * 5 * 5 * 8, 1), [2, 5, 5, 8]);
  const filter = (shape: [number, number, number, number]) => tensor4d(noise(volume(shape), 1), shape);

  test.each([
    [{ groups: 3 }, [3, 3, 8, 8], /divides 8 input and 8 output channels for groups but received 3/],
    [{ groups: 2 }, [3, 3, 8, 8], /4 input channels \(8 channels of x in 2 groups\)/],
    [{ stride: 0 }, [3, 3, 8, 8], /at least 1 for stride but received 0/],
    [{ padding: -1 }, [3, 3, 8, 8], /at least 0 for padding but received -1/],
    [{ dilation: 1.5 }, [3, 3, 8, 8], /for dilation but received 1.5/],
    [{}, [7, 3, 8, 8], /at least 7 pixels along its height/],
  ] as const)('%o with a filter %o', (given, shape, message) => {
    const attempt = () => conv2d(x(), filter([...shape]), given);
    expect(attempt).toThrow(OpsError);
    expect(attempt).toThrow(message);
  });
});
