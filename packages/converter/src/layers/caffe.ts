import type { WeightTensor } from '../tensors.ts';
import type { Weights } from '../readWeights.ts';
import { layerAt, type Layers } from './layers.ts';

/** What Caffe's batch norm adds unless the prototxt says. */
const EPSILON = 1e-5;

/**
 * Caffe has two layers for a batch norm: BatchNorm with statistics times a factor that is kept beside them,
 * and the Scale after it. They become one, under the name of the first.
 */
export function caffeLayers({ tensors, attributes, operations = [] }: Weights): Layers {
  const layers: Layers = new Map();
  /** The batch norm that last wrote a blob. */
  const writers = new Map<string, string>();
  for (const { name, type, inputs, outputs } of operations) {
    const blobs = [0, 1, 2].map((index) => tensors.get(`${name}/${index}`));
    const [first, second, third] = blobs;
    const normOf = inputs[0] === undefined ? undefined : writers.get(inputs[0]);
    for (const output of outputs) writers.delete(output);
    if (type === 'BatchNorm' && first && second && third) {
      const layer = layerAt(layers, name);
      layer.tensors.set('running_mean', divided(first, third));
      layer.tensors.set('running_var', divided(second, third));
      const epsilon = attributes.get(`${name}/eps`);
      layer.epsilon = typeof epsilon === 'number' ? epsilon : EPSILON;
      for (const output of outputs) writers.set(output, name);
    } else if (type === 'Scale' && first && normOf !== undefined) {
      const layer = layerAt(layers, normOf);
      layer.tensors.set('weight', flat(first));
      if (second) layer.tensors.set('bias', flat(second));
    } else if (first) {
      const layer = layerAt(layers, name);
      // Old files give every array four axes.
      layer.tensors.set('weight', type === 'InnerProduct' ? matrix(first) : first);
      if (second) layer.tensors.set('bias', flat(second));
    }
  }
  return layers;
}

/** A factor of 0 means that nothing was counted. */
function divided(sums: WeightTensor, factor: WeightTensor): WeightTensor {
  return {
    dtype: 'F32',
    shape: flat(sums).shape,
    async read() {
      const [by = 0] = await factor.read();
      const scale = by === 0 ? 0 : 1 / by;
      return (await sums.read()).map((sum) => sum * scale);
    },
  };
}

function flat(tensor: WeightTensor): WeightTensor {
  return { ...tensor, shape: [tensor.shape.reduce((product, size) => product * size, 1)] };
}

function matrix(tensor: WeightTensor): WeightTensor {
  const sizes = tensor.shape.filter((size, axis) => size !== 1 || axis >= tensor.shape.length - 2);
  return { ...tensor, shape: sizes.slice(-2) };
}
