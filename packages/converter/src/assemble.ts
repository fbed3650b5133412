import { ConverterError } from './errors.ts';
import { isBatchNorm, type Layer, type Layers, type Role } from './layers/layers.ts';
import type { Origin, Plan, Scheme } from './schemes/scheme.ts';
import type { WeightTensor } from './tensors.ts';
import {
  addToEach,
  concatenated,
  constantLike,
  fromDepthwise,
  fromHwio,
  reshaped,
  scaledInputs,
  subtracted,
  transposedMatrix,
  varianceOf,
} from './transforms.ts';

export interface AssembleOptions {
  readonly file: string;
  readonly layers: Layers;
  readonly scheme: Scheme;
  readonly plan: Plan;
  readonly layout: 'OIHW' | 'HWIO';
  /** Of the source's images, where they differ from ours: RGB. */
  readonly channelOrder?: 'rgb' | 'bgr';
  /** The kernel of a flattened filter, by the name of its layer: [height, width]. */
  readonly kernelOf: (layer: string) => readonly [number, number] | undefined;
}

/** What our batch norms add to their variances. */
const EPSILON = 1e-5;

/** Weights by torchvision's names, in PyTorch's layout, and what was done to get them. */
export interface Assembled {
  readonly tensors: Map<string, WeightTensor>;
  readonly notes: readonly string[];
}

/**
 * Puts layers together under torchvision's names, so that our network computes with them what the source
 * did: other layouts, other epsilons, flattened and divided filters are all undone here. Nothing is read
 * before it is wanted.
 */
export function assemble(options: AssembleOptions): Assembled {
  const { plan, layers, layout, scheme, file, channelOrder } = options;
  const tensors = new Map<string, WeightTensor>();
  const epsilons = new Set<number>();
  for (const [target, origin] of plan.origins) {
    const sources = origin.layers.map((name) => [name, layers.get(name)] as const);
    const norm = sources.every(([, layer]) => layer && isBatchNorm(layer));
    if (norm) {
      const epsilon = sources[0]?.[1]?.epsilon ?? scheme.epsilon;
      epsilons.add(epsilon);
      putNorm(
        tensors,
        target,
        sources.map(([, layer]) => layer!),
        epsilon,
      );
    } else {
      putConvolution(tensors, target, origin, options);
    }
  }
  moveBiases(tensors);
  const first = tensors.get('conv1.weight');
  if (first && channelOrder === 'bgr') tensors.set('conv1.weight', scaledInputs(first, { reverse: true }));
  const notes: string[] = [];
  const others = [...epsilons].filter((epsilon) => Math.abs(epsilon - EPSILON) > 1e-9);
  if (others.length > 0) {
    notes.push(
      `batch norms of ${file} add ${others.join(', ')} to their variances, ours ${EPSILON}: the difference is in the variances now`,
    );
  }
  if (layout === 'HWIO')
    notes.push('filters were turned from [height, width, in, out] to [out, in, height, width]');
  if ([...plan.origins.values()].some(({ depthwise }) => depthwise))
    notes.push('depthwise filters were made grouped ones');
  if ([...plan.origins.values()].some(({ layers: many }) => many.length > 1))
    notes.push('paths that lay side by side were made groups');
  if (channelOrder === 'bgr') notes.push('the first filter was turned from BGR to RGB');
  return { tensors, notes };
}

function putNorm(
  tensors: Map<string, WeightTensor>,
  target: string,
  sources: readonly Layer[],
  epsilon: number,
): void {
  const join = (make: (layer: Layer) => WeightTensor | undefined): WeightTensor | undefined => {
    const parts = sources.map(make);
    return parts.every((part) => part !== undefined) ? concatenated(parts) : undefined;
  };
  const put = (role: Role, tensor: WeightTensor | undefined): void => {
    if (tensor) tensors.set(`${target}.${role}`, tensor);
  };
  const mean = join(({ tensors: own }) => own.get('running_mean'));
  if (!mean) return;
  put(
    'weight',
    join(({ tensors: own, fixedWeight }) => (fixedWeight ? undefined : own.get('weight'))) ??
      constantLike(mean, 1),
  );
  put('bias', join(({ tensors: own }) => own.get('bias')) ?? constantLike(mean, 0));
  put('running_mean', mean);
  put('running_var', variance(join, epsilon));
  const [{ tensors: own }] = sources as [Layer];
  put('num_batches_tracked', own.get('num_batches_tracked'));
}

function variance(
  join: (make: (layer: Layer) => WeightTensor | undefined) => WeightTensor | undefined,
  epsilon: number,
): WeightTensor | undefined {
  const plain = join(({ tensors }) => tensors.get('running_var'));
  if (plain) return Math.abs(epsilon - EPSILON) > 1e-9 ? addToEach(plain, epsilon - EPSILON) : plain;
  const inverse = join(({ tensors }) => tensors.get('running_std'));
  // 1 / sqrt(var + eps): whatever their epsilon was, it is in there.
  return inverse && varianceOf(inverse, EPSILON);
}

function putConvolution(
  tensors: Map<string, WeightTensor>,
  target: string,
  { layers: names, depthwise }: Origin,
  { layers, layout, file, kernelOf }: AssembleOptions,
): void {
  const weights = names.map((name) => {
    const weight = layers.get(name)?.tensors.get('weight');
    if (!weight) {
      throw new ConverterError(
        'CONVERTER_WRONG_MODEL',
        `expected a weight in the layer '${name}' of ${file} but it has none`,
      );
    }
    if (target === 'fc') return layout === 'HWIO' ? transposedMatrix(weight) : asMatrix(weight);
    if (depthwise) return fromDepthwise(weight);
    return layout === 'HWIO' ? fromHwio(weight) : asFilter(weight, kernelOf(name));
  });
  const biases = names.map((name) => layers.get(name)?.tensors.get('bias'));
  tensors.set(`${target}.weight`, concatenated(weights));
  if (biases.every((bias) => bias !== undefined)) tensors.set(`${target}.bias`, concatenated(biases));
}

/** A head that was a convolution of one pixel. */
function asMatrix(weight: WeightTensor): WeightTensor {
  const [outputs = 0, inputs = 0, ...rest] = weight.shape;
  return rest.length > 0 && rest.every((size) => size === 1) ? reshaped(weight, [outputs, inputs]) : weight;
}

/** Torch once flattened filters to matrices, and cuDNN's had an axis for the groups. */
function asFilter(weight: WeightTensor, kernel: readonly [number, number] | undefined): WeightTensor {
  const { shape } = weight;
  if (shape.length === 2) {
    const [height, width] = kernel ?? [1, 1];
    const inputs = shape[1]! / (height * width);
    return Number.isInteger(inputs) ? reshaped(weight, [shape[0]!, inputs, height, width]) : weight;
  }
  if (shape.length === 5) return reshaped(weight, [shape[0]! * shape[1]!, ...shape.slice(2)]);
  return weight;
}

/** The norm behind each convolution, where there is one. */
const normOf: readonly (readonly [RegExp, string])[] = [
  [/conv(\d)$/, 'bn$1'],
  [/downsample\.0$/, 'downsample.1'],
];

/** A bias before a batch norm is a mean that is less by it; our convolutions have none there. */
function moveBiases(tensors: Map<string, WeightTensor>): void {
  for (const [name, bias] of [...tensors]) {
    if (!name.endsWith('.bias')) continue;
    const layer = name.slice(0, -'.bias'.length);
    const rule = normOf.find(([pattern]) => pattern.test(layer));
    const norm = rule && layer.replace(rule[0], rule[1]);
    const mean = norm === undefined || norm === layer ? undefined : tensors.get(`${norm}.running_mean`);
    if (!mean) continue;
    tensors.set(`${norm}.running_mean`, subtracted(mean, bias));
    tensors.delete(name);
  }
}

/** What the image goes through before the network, as ours do it: `(x - mean) / std` by channel. */
export interface InputNorm {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Channels whose scale is negative, which the first filter then takes over. */
  readonly signs: readonly number[];
}

/**
 * A batch norm on the image as preprocessing; it cannot go into the first filter, which pads with zeros.
 *
 * @param scale what the source calls 1 in an image, 255 or 1
 */
export async function inputNorm(layer: Layer, epsilon: number, scale: number): Promise<InputNorm> {
  const read = async (role: Role): Promise<Float32Array | undefined> => layer.tensors.get(role)?.read();
  const mean = (await read('running_mean')) ?? new Float32Array();
  const variances = (await read('running_var')) ?? new Float32Array();
  const gamma = layer.fixedWeight ? undefined : await read('weight');
  const beta = await read('bias');
  const std = [...mean].map(
    (_, i) => Math.sqrt((variances[i] ?? 0) + (layer.epsilon ?? epsilon)) / (gamma?.[i] ?? 1),
  );
  if (!std.every((value) => Number.isFinite(value) && value !== 0)) {
    throw new ConverterError(
      'CONVERTER_WRONG_MODEL',
      'expected finite scales in the batch norm of the images but some are not',
    );
  }
  return {
    mean: [...mean].map((value, i) => (value - (beta?.[i] ?? 0) * std[i]!) / scale),
    std: std.map((value) => Math.abs(value) / scale),
    signs: std.map(Math.sign),
  };
}
