import {
  add,
  concat,
  engine,
  keep,
  memory,
  cumprod,
  mul,
  profile,
  relu,
  scalar,
  sum,
  tensor,
  tensor1d,
  tensor4d,
  variable,
  variableGrads,
  type Scalar,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { batchNormTraining } from '../ops/batchNormTraining.ts';
import { conv2d } from '../ops/conv2d.ts';
import { globalAveragePool } from '../ops/globalAveragePool.ts';
import { softmaxCrossEntropy } from '../ops/softmaxCrossEntropy.ts';
import { expectClose, noise, volume } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import { variableGradients } from './variableGradients.ts';

const made: Variable[] = [];
const weights = (...shape: number[]): Variable => {
  const start = tensor(noise(volume(shape), made.length + 1), shape);
  const own = variable(start);
  start.dispose();
  made.push(own);
  return own;
};

afterEach(() => {
  engine().disposeVariables();
  made.length = 0;
});

/** Two residual blocks: gradients meet at every sum, and one is handed on as it came. */
function residualNetwork(): { loss: () => Scalar; variables: Variable[] } {
  const images = keep(tensor4d(noise(2 * 5 * 5 * 8, 7), [2, 5, 5, 8]));
  const labels = keep(tensor1d([1, 3], 'int32'));
  const blocks = [0, 1].map(() => ({ filter: weights(3, 3, 2, 8), scale: weights(8), offset: weights(8) }));
  const loss = (): Scalar => {
    let x: Tensor = images;
    for (const { filter, scale, offset } of blocks) {
      const y = conv2d(x as typeof images, filter as never, { groups: 4, padding: 1 });
      const residual = x as typeof images;
      x = batchNormTraining(y, scale as never, offset as never, { residual, activation: 'relu' }).y;
    }
    return softmaxCrossEntropy(globalAveragePool(x as typeof images), labels);
  };
  return { loss, variables: [...made] };
}

onEveryBackend('the gradients of variables', () => {
  test('of a network with residuals are those that tfjs-core finds', () => {
    const { loss, variables } = residualNetwork();
    const expected = variableGrads(loss, variables);
    const received = variableGradients(loss, variables);
    expect(received.value.dataSync()[0]).toBe(expected.value.dataSync()[0]);
    received.gradients.forEach((gradient, index) => {
      const { name, shape } = variables[index]!;
      expect(gradient.shape).toEqual(shape);
      expectClose(gradient.dataSync(), expected.grads[name]!.dataSync(), 1e-6);
    });
  });

  test('of a tensor that is used many times are summed, whatever shares its gradient', () => {
    const [a, b] = [weights(4), weights(4)];
    const loss = (): Scalar => {
      const doubled = add(a, a);
      const joined = concat([add(doubled, b), b, relu(doubled)], 0);
      return add(sum(mul(joined, joined)), sum(b));
    };
    const expected = variableGrads(loss, [a, b]);
    const { gradients } = variableGradients(loss, [a, b]);
    expectClose(gradients[0]!.dataSync(), expected.grads[a.name]!.dataSync(), 1e-6);
    expectClose(gradients[1]!.dataSync(), expected.grads[b.name]!.dataSync(), 1e-6);
  });

  test('leave the value, the gradients and what was kept, and nothing else', () => {
    const { loss, variables } = residualNetwork();
    const before = memory().numTensors;
    let kept: Tensor | undefined;
    const { value, gradients } = variableGradients(() => {
      kept = keep(scalar(3));
      return loss();
    }, variables);
    expect(memory().numTensors - before).toBe(1 + variables.length + 1);
    for (const tensor of [value, ...gradients, kept!]) expect(tensor.isDisposed).toBe(false);
    expect(engine().state.activeTape).toBeNull();
  });

  test('hold less memory at their peak than those of tfjs-core', async () => {
    const { loss, variables } = residualNetwork();
    const most = async (find: () => { value: Scalar }): Promise<number> => {
      const before = memory().numBytes;
      const { peakBytes } = await profile(() => find().value);
      return peakBytes - before;
    };
    const theirs = await most(() => variableGrads(loss, variables));
    const ours = await most(() => variableGradients(loss, variables));
    expect(ours).toBeLessThan(0.9 * theirs);
  });

  test('refuse what has none, and leave nothing behind', () => {
    const a = weights(2);
    const other = weights(2);
    const before = memory().numTensors;
    const failing: [() => Scalar, Variable[], string][] = [
      [
        () => sum(a),
        [a, other],
        `expected every variable to have a part in the value but ${other.name} has none`,
      ],
      [() => mul<Scalar>(a, a), [a], 'expected a scalar to differentiate but received [2]'],
      [
        // Nobody has one for it, not even the union of tfjs's packages.
        () => sum(cumprod(a)),
        [a],
        'expected a gradient to be registered for Cumprod but found none',
      ],
      [
        () => {
          mul(a, a);
          throw new Error('stopped on the way');
        },
        [a],
        'stopped on the way',
      ],
      [
        () => variableGradients(() => sum(a), [a]).value,
        [a],
        'expected no gradient around variableGradients but found one',
      ],
    ];
    for (const [loss, variables, message] of failing) {
      engine().startScope();
      expect(() => variableGradients(loss, variables)).toThrow(message);
      engine().endScope();
      expect(memory().numTensors).toBe(before);
      expect(engine().state.gradientDepth).toBe(0);
    }
  });
});
