import {
  grads,
  mul,
  sum,
  tensor,
  tensor1d,
  variable,
  zeros,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import {
  batchNormTraining,
  conv2d,
  fusedConv2d,
  globalAveragePool,
  maxPool2d,
  sgdUpdate,
  softmaxCrossEntropy,
} from '@resnext/ops';
import { expect, test } from 'vitest';
import { onEveryBackend } from './support/backends.ts';
import {
  expectWithin,
  goldenFolder,
  permute,
  readGolden,
  toTensor,
  type GoldenTensor,
} from './support/golden.ts';

/* The operations against PyTorch's, case by case of tools/golden/ops.py. */

interface Settings {
  conv: {
    groups: number;
    stride: number | [number, number];
    dilation: number | [number, number];
    padding: [number, number];
    bias: boolean;
  }[];
  fused: {
    groups: number;
    stride: number;
    dilation: number;
    padding: [number, number];
    residual: boolean;
    activation: string;
  }[];
  bn: { residual: boolean; relu: boolean }[];
  pool: object[];
  gap: object[];
  ce: { labels: 'index' | 'soft'; smoothing: number }[];
  sgd: { momentum: number; weightDecay: number; nesterov: boolean; learningRates: number[] }[];
}

const golden = await readGolden<Settings>(`${goldenFolder}ops.safetensors`);
const image = (name: string): Tensor4D => toTensor(permute(golden.get(name), 'NCHW to NHWC'));
const filter = (name: string): Tensor4D => toTensor(permute(golden.get(name), 'OIHW to HWIO'));
const vector = (name: string): Tensor1D => toTensor(golden.get(name));
const imageValues = (tensor: Tensor): Float32Array =>
  permute({ shape: tensor.shape, values: tensor.dataSync() as Float32Array }, 'NHWC to NCHW').values;
const filterValues = (tensor: Tensor): Float32Array =>
  permute({ shape: tensor.shape, values: tensor.dataSync() as Float32Array }, 'HWIO to OIHW').values;
const weighed = (y: Tensor, dy: Tensor): Tensor<never> => sum(mul(y, dy));

onEveryBackend('PyTorch’s conv2d', () => {
  test.each(golden.settings.conv.map((settings, index) => [index, settings] as const))(
    'case %i: %o',
    (index, settings) => {
      const { groups, stride, dilation, padding, bias } = settings;
      const at = (name: string): string => `conv.${index}.${name}`;
      const inputs = [image(at('x')), filter(at('w')), ...(bias ? [vector(at('b'))] : [])];
      const run = (...[x, w, b]: Tensor[]): Tensor4D =>
        conv2d(x as Tensor4D, w as Tensor4D, {
          groups,
          stride,
          dilation,
          padding,
          bias: b as Tensor1D | undefined,
        });
      expectWithin(imageValues(run(...inputs)), golden.get(at('y')).values, 1e-5);
      const dy = image(at('dy'));
      const [dx, dw, db] = grads((...xs: Tensor[]) => weighed(run(...xs), dy))(inputs);
      expectWithin(imageValues(dx!), golden.get(at('dx')).values, 1e-5);
      expectWithin(filterValues(dw!), golden.get(at('dw')).values, 1e-5);
      if (bias) expectWithin(db!.dataSync(), golden.get(at('db')).values, 1e-5);
    },
  );
});

onEveryBackend('PyTorch’s fused convolution', () => {
  test.each(golden.settings.fused.map((settings, index) => [index, settings] as const))(
    'case %i: %o',
    (index, settings) => {
      const { groups, stride, dilation, padding, residual, activation } = settings;
      const at = (name: string): string => `fused.${index}.${name}`;
      const y = fusedConv2d(image(at('x')), filter(at('w')), {
        groups,
        stride,
        dilation,
        padding,
        bias: vector(at('b')),
        residual: residual ? image(at('residual')) : undefined,
        activation: activation === 'relu' ? 'relu' : undefined,
      });
      expectWithin(imageValues(y), golden.get(at('y')).values, 1e-5);
    },
  );
});

onEveryBackend('PyTorch’s batch norm', () => {
  test.each(golden.settings.bn.map((settings, index) => [index, settings] as const))(
    'case %i: %o',
    (index, { residual, relu }) => {
      const at = (name: string): string => `bn.${index}.${name}`;
      const inputs = [
        image(at('x')),
        vector(at('weight')),
        vector(at('bias')),
        ...(residual ? [image(at('residual'))] : []),
      ];
      const run = (...[x, weight, bias, added]: Tensor[]) =>
        batchNormTraining(x as Tensor4D, weight as Tensor1D, bias as Tensor1D, {
          residual: added as Tensor4D | undefined,
          activation: relu ? 'relu' : undefined,
        });
      expectWithin(imageValues(run(...inputs).y), golden.get(at('y')).values, 2e-5);
      const dy = image(at('dy'));
      const [dx, dweight, dbias, dresidual] = grads((...xs: Tensor[]) => weighed(run(...xs).y, dy))(inputs);
      expectWithin(imageValues(dx!), golden.get(at('dx')).values, 1e-4);
      expectWithin(dweight!.dataSync(), golden.get(at('dweight')).values, 1e-4);
      expectWithin(dbias!.dataSync(), golden.get(at('dbias')).values, 1e-4);
      if (residual) expectWithin(imageValues(dresidual!), golden.get(at('dresidual')).values, 1e-5);
    },
  );
});

onEveryBackend('PyTorch’s pooling', () => {
  test.each(golden.settings.pool.map((_, index) => index))('maximum, case %i', (index) => {
    const at = (name: string): string => `pool.${index}.${name}`;
    const run = (x: Tensor) => maxPool2d(x as Tensor4D, { size: 3, stride: 2, padding: 1 });
    const x = image(at('x'));
    expectWithin(imageValues(run(x)), golden.get(at('y')).values, 0);
    const [dx] = grads((t: Tensor) => weighed(run(t), image(at('dy'))))([x]);
    expectWithin(imageValues(dx!), golden.get(at('dx')).values, 1e-6);
  });

  test.each(golden.settings.gap.map((_, index) => index))('global average, case %i', (index) => {
    const at = (name: string): string => `gap.${index}.${name}`;
    const x = image(at('x'));
    expectWithin(globalAveragePool(x).dataSync(), golden.get(at('y')).values, 1e-6);
    const dy = toTensor<Tensor2D>(golden.get(at('dy')));
    const [dx] = grads((t: Tensor) => weighed(globalAveragePool(t as Tensor4D), dy))([x]);
    expectWithin(imageValues(dx!), golden.get(at('dx')).values, 1e-6);
  });
});

onEveryBackend('PyTorch’s cross entropy', () => {
  test.each(golden.settings.ce.map((settings, index) => [index, settings] as const))(
    'case %i: %o',
    (index, settings) => {
      const at = (name: string): string => `ce.${index}.${name}`;
      const given: GoldenTensor = golden.get(at('labels'));
      const labels =
        settings.labels === 'index' ? tensor1d([...given.values], 'int32') : toTensor<Tensor2D>(given);
      const run = (t: Tensor) =>
        softmaxCrossEntropy(t as Tensor2D, labels, { labelSmoothing: settings.smoothing });
      const logits = toTensor<Tensor2D>(golden.get(at('logits')));
      expectWithin(run(logits).dataSync(), golden.get(at('loss')).values, 1e-5);
      expectWithin(grads(run)([logits])[0]!.dataSync(), golden.get(at('dlogits')).values, 1e-5);
    },
  );
});

onEveryBackend('PyTorch’s SGD', () => {
  test.each(golden.settings.sgd.map((settings, index) => [index, settings] as const))(
    'case %i: %o',
    (index, settings) => {
      const { learningRates, ...options } = settings;
      const start = golden.get(`sgd.${index}.w`);
      const gradients = golden.get(`sgd.${index}.g`).values;
      const after = golden.get(`sgd.${index}.after`).values;
      const size = start.values.length;
      const parameter = variable(toTensor(start));
      const velocity = variable(zeros([...start.shape]));
      learningRates.forEach((learningRate, step) => {
        const gradient = tensor(gradients.slice(step * size, (step + 1) * size), [...start.shape]);
        sgdUpdate(parameter, gradient, velocity, { ...options, learningRate });
        expectWithin(parameter.dataSync(), after.slice(step * size, (step + 1) * size), 1e-6);
      });
      expect(learningRates.length).toBeGreaterThan(1);
    },
  );
});
