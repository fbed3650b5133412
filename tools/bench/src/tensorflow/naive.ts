import {
  add,
  batchNorm4d,
  concat,
  conv2d,
  dispose,
  losses,
  matMul,
  maxPool,
  mean,
  moments,
  mul,
  oneHot,
  pad,
  relu,
  reshape,
  split,
  tensor1d,
  tidy,
  train,
  variableGrads,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { Batch } from '@resnext/trainer';
import { prepareBatch, type Model } from '@resnext/zoo';

/*
 * The training of a ResNeXt as one writes it with TensorFlow.js alone: its operations, its gradients and its
 * optimiser, and convolutions with groups as a slice and a convolution for each of them.
 */

type Parameters = ReadonlyMap<string, Variable>;

/** Trains the parameters of `model`, an ImageNet network of form C or resnet with shortcuts of type B. */
export function createNaiveStepper(
  model: Model,
  learningRate: number,
): {
  step(batch: Batch): Promise<number>;
} {
  const { row } = model;
  const parameters = model.parameters();
  const optimiser = train.momentum(learningRate, 0.9, true);
  return {
    async step(batch) {
      const loss = tidy(() => {
        const images = prepareBatch(batch, row.preprocessing);
        const labels = oneHot(tensor1d(batch.labels, 'int32'), row.classes);
        const { value, grads } = variableGrads(
          () => losses.softmaxCrossEntropy<Tensor, Scalar>(labels, forward(parameters, row, images)),
          [...parameters.values()],
        );
        const decayed: Record<string, Tensor> = {};
        for (const parameter of parameters.values()) {
          decayed[parameter.name] = add(grads[parameter.name]!, mul(parameter, 1e-4));
        }
        optimiser.applyGradients(decayed as Record<string, Variable>);
        return value;
      });
      const [value] = await loss.data();
      dispose(loss);
      return value!;
    },
  };
}

function forward(parameters: Parameters, { blocks, cardinality }: Model['row'], images: Tensor4D): Tensor2D {
  const weight = (name: string) => parameters.get(`${name}.weight`)!;
  const normalise = (x: Tensor4D, name: string): Tensor4D => {
    const { mean: centre, variance } = moments(x, [0, 1, 2]);
    const offset = parameters.get(`${name}.bias`) as Variable & Tensor1D;
    return batchNorm4d(x, centre as Tensor1D, variance as Tensor1D, offset, weight(name) as Tensor1D, 1e-5);
  };
  const convolve = (x: Tensor4D, name: string, stride = 1, groups = 1): Tensor4D => {
    const filter = weight(name) as Variable & Tensor4D;
    const side = Math.floor(filter.shape[0] / 2);
    const framed: Tensor4D =
      side === 0
        ? x
        : pad(x, [
            [0, 0],
            [side, side],
            [side, side],
            [0, 0],
          ]);
    if (groups > 1) {
      const filters = split<Tensor4D>(filter, groups, 3);
      const parts = split<Tensor4D>(framed, groups, 3).map((part, group) =>
        conv2d<Tensor4D>(part, filters[group]!, stride, 'valid'),
      );
      return concat(parts, 3);
    }
    return endsProcess(filter.shape)
      ? product(framed, filter, stride)
      : conv2d<Tensor4D>(framed, filter, stride, 'valid');
  };
  const block = (x: Tensor4D, name: string, stride: number): Tensor4D => {
    const narrow = relu(normalise(convolve(x, `${name}.conv1`), `${name}.bn1`));
    const grouped = convolve(narrow, `${name}.conv2`, stride, cardinality);
    const wide = convolve(relu(normalise(grouped, `${name}.bn2`)), `${name}.conv3`);
    const shortcut = parameters.has(`${name}.downsample.0.weight`)
      ? normalise(convolve(x, `${name}.downsample.0`, stride), `${name}.downsample.1`)
      : x;
    return relu(add<Tensor4D>(normalise(wide, `${name}.bn3`), shortcut));
  };

  const stem = relu(normalise(convolve(images, 'conv1', 2), 'bn1'));
  let x = maxPool(
    pad(stem, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]),
    3,
    2,
    'valid',
  );
  for (const [stage, count] of blocks.entries()) {
    for (let index = 0; index < count; index++) {
      x = block(x, `layer${stage + 1}.${index}`, stage > 0 && index === 0 ? 2 : 1);
    }
  }
  const pooled = mean<Tensor2D>(x, [1, 2]);
  return add(
    matMul(pooled, reshape<Rank.R2>(weight('fc'), [pooled.shape[1], -1])),
    parameters.get('fc.bias')!,
  );
}

/**
 * Whether TensorFlow's own convolution would end the process: with oneDNN it does, on some machines, for windows of one
 * pixel between 512 or more and 1,024 or more channels (seen with TensorFlow 2.21).
 */
function endsProcess([height, width, channels, outputs]: readonly number[]): boolean {
  if (process.env['TF_ENABLE_ONEDNN_OPTS'] === '0') return false;
  return height === 1 && width === 1 && Math.max(channels!, outputs!) >= 1024;
}

/** A convolution of one pixel as a product of matrices; tfjs-core's strided slice has no gradient, its pool has. */
function product(x: Tensor4D, filter: Tensor4D, stride: number): Tensor4D {
  const seen = stride === 1 ? x : maxPool(x, 1, stride, 'valid');
  const [batch, height, width, channels] = seen.shape;
  const outputs = filter.shape[3];
  const y = matMul<Tensor>(reshape(seen, [-1, channels]), reshape(filter, [channels, outputs]));
  return reshape<Rank.R4>(y, [batch, height, width, outputs]);
}
