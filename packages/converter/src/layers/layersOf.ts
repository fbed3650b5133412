import type { Weights } from '../readWeights.ts';
import { caffeLayers } from './caffe.ts';
import { layerAt, type Layers, type Role } from './layers.ts';
import { graphLayers } from './graph.ts';

/** The last part of an array's name, in all dialects. */
const roles: Readonly<Record<string, Role | undefined>> = {
  weight: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  kernel: 'weight',
  depthwise_kernel: 'weight',
  running_mean: 'running_mean',
  running_var: 'running_var',
  running_std: 'running_std',
  moving_mean: 'running_mean',
  moving_var: 'running_var',
  moving_variance: 'running_var',
  num_batches_tracked: 'num_batches_tracked',
};

const MXNET_NAME =
  /^(?:arg:|aux:)?(.+)_(weight|bias|gamma|beta|moving_mean|moving_var|running_mean|running_var)$/;

/** The arrays of a file by the layers to which they belong. What belongs to none is left out. */
export function layersOf(weights: Weights): Layers {
  if (weights.format === 'caffe') return caffeLayers(weights);
  if (weights.format === 'onnx') return graphLayers(weights) ?? namedLayers(weights);
  return namedLayers(weights);
}

function namedLayers(weights: Weights): Layers {
  const layers: Layers = new Map();
  for (const [name, tensor] of weights.tensors) {
    const [layer, leaf] =
      weights.format === 'mxnet' && !name.includes('.') ? mxnetName(name) : lastPart(name);
    const role = Object.hasOwn(roles, leaf) ? roles[leaf] : undefined;
    if (role) layerAt(layers, layer).tensors.set(role, tensor);
  }
  for (const [name, layer] of layers) {
    const setting = (...keys: string[]): unknown =>
      keys
        .map((key) => weights.attributes.get(`${name}/${key}`) ?? weights.attributes.get(`${name}.${key}`))
        .find((value) => value !== undefined);
    const epsilon = setting('eps', 'epsilon');
    if (typeof epsilon === 'number') layer.epsilon = epsilon;
    if (setting('fix_gamma') === true) layer.fixedWeight = true;
  }
  return layers;
}

function mxnetName(name: string): [layer: string, leaf: string] {
  const [, layer = '', leaf = ''] = MXNET_NAME.exec(name) ?? [];
  return [layer, leaf];
}

/** Keras and TensorFlow.js divide by slashes, PyTorch, Torch7 and Gluon by dots. */
function lastPart(name: string): [layer: string, leaf: string] {
  const plain = name.replace(/^(arg|aux):/, '');
  const at = Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('.'));
  const layer = plain.slice(0, Math.max(0, at));
  // Keras repeats a layer's name within its group.
  const parts = layer.split('/');
  const repeats = parts.length === 2 && parts[0] === parts[1];
  return [repeats ? parts[0]! : layer, plain.slice(at + 1)];
}
