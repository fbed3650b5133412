import {
  getBackend,
  memory,
  slice,
  tensor1d,
  variableGrads,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy } from '@resnext/ops';
import { createStepper } from '@resnext/trainer';
import { loadModel, type Features, type Model, type ModelRow } from '@resnext/zoo';
import { expect, test } from 'vitest';
import { onEveryBackend } from './support/backends.ts';
import {
  expectWithin,
  goldenFolder,
  permute,
  readGolden,
  relativeError,
  toTensor,
  type Golden,
} from './support/golden.ts';
import { toRow, type Row } from './support/rows.ts';

/* Whole networks against PyTorch's: the small files of tools/golden. */

interface Settings {
  row: Row;
}

const cases = ['tiny_cifar', 'tiny_imagenet', 'tiny_se', 'tiny_shortcut_a', 'tiny_shortcut_c', 'tiny_preact'];

interface Loaded {
  golden: Golden<Settings>;
  model: Model;
  x: Tensor4D;
  labels: Tensor1D;
}

async function load(name: string, more: Partial<ModelRow> = {}): Promise<Loaded> {
  const golden = await readGolden<Settings>(`${goldenFolder}${name}.golden.safetensors`);
  const model = await loadModel(`${goldenFolder}${name}.weights.safetensors`, {
    model: toRow(golden.settings.row, more),
  });
  const x = toTensor<Tensor4D>(permute(golden.get('x'), 'NCHW to NHWC'));
  return { golden, model, x, labels: tensor1d([...golden.get('labels').values], 'int32') };
}

onEveryBackend('PyTorch’s networks', () => {
  test.each(cases)('%s: logits, whole and folded', async (name) => {
    const { golden, model, x } = await load(name);
    expectWithin(model.forward(x).dataSync(), golden.get('logits').values, 1e-4);
    const folded = model.fold();
    expectWithin(folded.forward(x).dataSync(), golden.get('logits').values, 1e-4);
  });

  test.each(cases)('%s: loss, all gradients and running statistics of a training step', async (name) => {
    const { golden, model, x, labels } = await load(name);
    const parameters = model.parameters();
    const { value, grads } = variableGrads(
      () => softmaxCrossEntropy(model.forward(x, { training: true }), labels),
      [...parameters.values()],
    );
    expectWithin(value.dataSync(), golden.get('loss').values, 1e-4);

    const expected = [...golden.tensors.keys()].filter((key) => key.startsWith('grad.'));
    expect(expected.map((key) => key.slice('grad.'.length)).sort()).toEqual([...parameters.keys()].sort());
    const errors = expected.map((key) => {
      const variable = parameters.get(key.slice('grad.'.length))!;
      return [
        key,
        relativeError(inFileLayout(grads[variable.name]!, golden.get(key).shape), golden.get(key).values),
      ] as const;
    });
    expect(errors.filter(([, error]) => !(error <= 1e-3))).toEqual([]);

    const state = model.stateDict();
    for (const key of [...golden.tensors.keys()].filter((each) => each.startsWith('after.'))) {
      expectWithin(await state.get(key.slice('after.'.length))!.read(), golden.get(key).values, 1e-4);
    }
  });

  test('label smoothing', async () => {
    const { golden, model, x, labels } = await load('tiny_cifar');
    const loss = softmaxCrossEntropy(model.forward(x, { training: true }), labels, { labelSmoothing: 0.1 });
    expectWithin(loss.dataSync(), golden.get('smooth.loss').values, 1e-4);
  });

  test('stage outputs at output strides 32, 16 and 8, as torchvision dilates', async () => {
    const stages: [outputStride: number | undefined, prefix: string, names: (keyof Features)[]][] = [
      [undefined, '', ['c2', 'c3', 'c4', 'c5']],
      [16, 'os16.', ['c5']],
      [8, 'os8.', ['c4', 'c5']],
    ];
    for (const [outputStride, prefix, names] of stages) {
      const { golden, model, x } = await load('tiny_imagenet', { outputStride });
      const features = model.features(slice(x, [0, 0, 0, 0], [1, ...x.shape.slice(1)] as never));
      for (const name of names) {
        const expected = permute(golden.get(`${prefix}${name}`), 'NCHW to NHWC');
        expect(features[name]!.shape).toEqual(expected.shape);
        expectWithin(features[name]!.dataSync(), expected.values, 1e-4);
      }
    }
  });

  test('20 steps of SGD with Nesterov momentum and weight decay: losses, weights and statistics', async () => {
    interface SgdSettings extends Settings {
      optimizer: { learningRate: number; momentum: number; weightDecay: number; nesterov: boolean };
    }
    const golden = await readGolden<SgdSettings>(`${goldenFolder}sgd20.golden.safetensors`);
    const { optimizer, row } = golden.settings;
    const preprocessing = {
      inputSize: 12,
      resize: 12,
      interpolation: 'bilinear' as const,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    };
    const model = await loadModel(`${goldenFolder}sgd20.weights.safetensors`, {
      model: toRow(row, { preprocessing }),
    });
    const stepper = createStepper(model, optimizer);
    const images = golden.get('images');
    const labels = golden.get('labels').values;
    const [steps, batch, channels, height, width] = images.shape as [number, number, number, number, number];
    const size = batch * channels * height * width;
    const losses: number[] = [];
    // The plain backend is too slow for all of them; its steps are those that the others repeat.
    const taken = getBackend() === 'cpu' ? 5 : steps;
    for (let step = 0; step < taken; step++) {
      const values = images.values.slice(step * size, (step + 1) * size);
      const nhwc = permute({ shape: [batch, channels, height, width], values }, 'NCHW to NHWC');
      const { loss } = await stepper.step(
        {
          images: Uint8Array.from(nhwc.values),
          shape: [batch, height, width, channels],
          labels: Int32Array.from(labels.slice(step * batch, (step + 1) * batch)),
        },
        optimizer.learningRate,
      );
      losses.push(loss);
    }
    expect(losses).toHaveLength(taken);
    losses.forEach((loss, step) => {
      const expected = golden.get('losses').values[step]!;
      expect(Math.abs(loss - expected) / expected).toBeLessThanOrEqual(1e-3);
    });
    for (const [name, tensor] of taken === steps ? model.stateDict() : []) {
      expectWithin(await tensor.read(), golden.get(`final.${name}`).values, 1e-2);
    }
    const before = memory().numTensors;
    stepper.dispose();
    expect(memory().numTensors).toBe(before - model.parameters().size);
  });
});

/** A gradient as PyTorch has it; the shape tells a filter from a matrix and a vector. */
function inFileLayout(gradient: Tensor, shape: readonly number[]): Float32Array {
  const values = gradient.dataSync() as Float32Array;
  return shape.length === 1 ? values : permute({ shape: gradient.shape, values }, 'HWIO to OIHW').values;
}
