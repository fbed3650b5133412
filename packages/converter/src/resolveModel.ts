import {
  ROW_KEY,
  ZooError,
  checkWeights,
  inferRow,
  parseRow,
  resolveRow,
  type ModelRow,
  type Preprocessing,
  type StateDict,
  type StateTensor,
} from '@resnext/zoo';
import { assemble, inputNorm, type InputNorm } from './assemble.ts';
import { ConverterError } from './errors.ts';
import { INPUT_SIZE } from './formats/format.ts';
import { layersOf } from './layers/layersOf.ts';
import type { Layers } from './layers/layers.ts';
import type { Weights } from './readWeights.ts';
import { findScheme } from './schemes/index.ts';
import type { SchemeName } from './schemes/scheme.ts';
import { stemPool } from './stemPool.ts';
import type { WeightTensor } from './tensors.ts';
import { fromBlockDiagonal, scaledInputs } from './transforms.ts';
import { GROUPS_KEY } from './writers/tfjs.ts';

export interface ResolveOptions {
  /** How the layers are named; found by their names unless told. */
  readonly scheme?: SchemeName;
  /** The model that the file holds, where its names and shapes are not to be believed. */
  readonly model?: string | ModelRow;
  /** How images are prepared for it, as far as it is known. */
  readonly preprocessing?: Partial<Preprocessing>;
  /** The order of the channels that the source was trained on: `rgb` unless told. */
  readonly channelOrder?: 'rgb' | 'bgr';
  /** What the source calls white: 255, unless told, where it begins with a batch norm of the image. */
  readonly inputScale?: 1 | 255;
  readonly classNames?: readonly string[];
}

/** A model as ours: a row, and weights under torchvision's names in PyTorch's layout. */
export interface ResolvedModel {
  readonly row: ModelRow;
  readonly weights: StateDict;
  readonly scheme: SchemeName;
  /** What had to be done or assumed, for people. */
  readonly notes: readonly string[];
}

/**
 * Finds out which ResNeXt a file holds, and turns its weights into ours. Numbers are read later.
 *
 * @throws ConverterError when its names are of no known scheme or its layers make no ResNeXt.
 */
export async function resolveModel(weights: Weights, options: ResolveOptions = {}): Promise<ResolvedModel> {
  const file = weights.source;
  const { scheme, layers, prefix, others } = findScheme(
    grouped(layersOf(weights), weights),
    file,
    options.scheme,
  );
  const plan = scheme.plan(layers);
  if (plan.unknown.length > 0) throw unknownLayers(plan.unknown, scheme.title, file);
  const { tensors, notes } = assemble({
    file,
    layers,
    scheme,
    plan,
    layout: weights.layout ?? 'OIHW',
    channelOrder: options.channelOrder,
    kernelOf: (name) => kernelOf(weights, `${prefix}${name}`),
  });
  const norm = await dataNorm(layers, plan.dataNorm, scheme.epsilon, options);
  const first = tensors.get('conv1.weight');
  if (norm && first) tensors.set('conv1.weight', scaledInputs(first, { signs: norm.signs }));
  const dict: StateDict = new Map([...tensors].map(([name, tensor]) => [name, stateTensor(name, tensor)]));
  const row = rowOf(weights, dict, options, norm);
  asOurs(() => checkWeights(row, dict));
  return {
    row,
    weights: dict,
    scheme: scheme.name,
    notes: [
      ...(weights.notes ?? []),
      ...(others.length > 0
        ? [`${file} holds ${others.length + 1} models; took '${prefix}', not '${others.join("', '")}'`]
        : []),
      ...notes,
      ...normNotes(norm, options),
      ...(row.pool === 'caffe' ? ["the first pool is Caffe's: no padding, rounded up"] : []),
      ...(weights.format === 'mxnet' && weights.attributes.size === 0
        ? ['no symbol was found: epsilon and fix_gamma are those of the published models']
        : []),
    ],
  };
}

/** A graph of ours may hold grouped filters with the zeros between the groups. */
function grouped(layers: Layers, { metadata, source }: Weights): Layers {
  const row = metadata?.get(ROW_KEY);
  if (metadata?.get(GROUPS_KEY) !== 'block-diagonal' || row === undefined) return layers;
  const { cardinality } = asOurs(() => parseWritten(row, source));
  for (const [name, { tensors }] of layers) {
    const weight = tensors.get('weight');
    if (
      /\.\d+\.conv2$/.test(name) &&
      !name.includes('.paths.') &&
      weight?.shape.length === 4 &&
      weight.shape[2]! % cardinality === 0
    ) {
      tensors.set('weight', fromBlockDiagonal(weight, cardinality));
    }
  }
  return layers;
}

async function dataNorm(
  layers: Layers,
  name: string | undefined,
  epsilon: number,
  { inputScale = 255, channelOrder }: ResolveOptions,
): Promise<InputNorm | undefined> {
  const layer = name === undefined ? undefined : layers.get(name);
  if (!layer) return undefined;
  const norm = await inputNorm(layer, epsilon, inputScale);
  if (channelOrder !== 'bgr') return norm;
  return { mean: norm.mean.toReversed(), std: norm.std.toReversed(), signs: norm.signs.toReversed() };
}

function normNotes(norm: InputNorm | undefined, { inputScale, channelOrder }: ResolveOptions): string[] {
  if (!norm) return [];
  const assumed = [
    ...(inputScale === undefined ? ['white is 255'] : []),
    ...(channelOrder === undefined ? ['channels are RGB'] : []),
  ];
  return [
    'the batch norm of the image became mean and std of the preprocessing' +
      (assumed.length > 0 ? `; assumed that ${assumed.join(' and ')}: say so if not` : ''),
  ];
}

function rowOf(
  weights: Weights,
  dict: StateDict,
  options: ResolveOptions,
  norm: InputNorm | undefined,
): ModelRow {
  const written = weights.metadata?.get(ROW_KEY);
  const shapes = new Map([...dict].map(([name, { shape }]) => [name, shape]));
  const classes = shapes.get('fc.weight')?.[0];
  return asOurs(() => {
    if (options.model === undefined && written !== undefined) return parseWritten(written, weights.source);
    const found = options.model === undefined ? inferRow(shapes, weights.source) : resolveRow(options.model);
    const { classNames: names, ...row } = found;
    const pool = row.stem === 'imagenet' ? stemPool(weights) : undefined;
    const classNames = options.classNames ?? (names?.length === classes ? names : undefined);
    return parseRow({
      ...row,
      ...(classes === undefined ? {} : { classes }),
      ...(classNames ? { classNames } : {}),
      ...(pool === 'caffe' ? { pool } : {}),
      preprocessing: {
        ...row.preprocessing,
        ...inputSize(weights),
        ...(norm && { mean: norm.mean, std: norm.std }),
        ...options.preprocessing,
      },
    });
  });
}

/** A program may say what images it takes; the usual share of them is cropped. */
function inputSize({ attributes }: Weights): Partial<Preprocessing> {
  const side = attributes.get(INPUT_SIZE);
  return typeof side === 'number' ? { inputSize: side, resize: Math.round(side / 0.875) } : {};
}

function parseWritten(text: string, file: string): ModelRow {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ConverterError(
      'CONVERTER_BAD_FILE',
      `expected a model row in the metadata of ${file} but it is no JSON`,
      { cause },
    );
  }
  return parseRow(json);
}

/** What the zoo finds wrong with a model is what is wrong with the file. */
function asOurs<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ZooError)) throw error;
    throw new ConverterError('CONVERTER_WRONG_MODEL', error.message, { cause: error });
  }
}

function stateTensor(name: string, tensor: WeightTensor): StateTensor {
  const dtype = name.endsWith('.num_batches_tracked') ? 'I64' : 'F32';
  const { shape, read, pieces } = tensor;
  return tensor.dtype === dtype ? { dtype, shape, read, pieces } : { dtype, shape, read };
}

function kernelOf({ attributes }: Weights, layer: string): readonly [number, number] | undefined {
  const [height, width] = [attributes.get(`${layer}.kH`), attributes.get(`${layer}.kW`)];
  return typeof height === 'number' && typeof width === 'number' ? [height, width] : undefined;
}

function unknownLayers(names: readonly string[], title: string, file: string): ConverterError {
  const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
  return new ConverterError(
    'CONVERTER_WRONG_MODEL',
    `expected the layers of a ResNeXt as ${title} name them in ${file} but found '${names[0]}'${more} besides; ` +
      'models with other stems or shortcuts (timm’s d and t variants) are not read',
  );
}
