import {
  fieldsOf,
  intOf,
  intsOf,
  isBytes,
  messageOf,
  textOf,
  floatOf,
  type Field,
} from '../bytes/protobuf.ts';
import { repeatedTensor } from '../bytes/repeated.ts';
import type { ByteSource } from '../bytes/source.ts';
import { ConverterError, unsupported } from '../errors.ts';
import type { WeightTensor } from '../tensors.ts';
import { readPrototxt } from './caffe/prototxt.ts';
import type { Attribute, Contents, Format, Operation } from './format.ts';

/** A NetParameter with its weights (caffe.proto). Arrays are named `layer/0`, `layer/1`, ... as their blobs. */
export const caffe: Format = {
  name: 'caffe',
  title: 'Caffe',
  recognises: isNet,
  async read(source, { description }): Promise<Contents> {
    const tensors = new Map<string, WeightTensor>();
    const attributes = new Map<string, Attribute>();
    const operations: Operation[] = [];
    for (const field of fieldsOf(source)) {
      const layout =
        field.number === net.layer ? layer : field.number === net.oldLayer ? oldLayer : undefined;
      if (layout) readLayer(source, field, layout, { tensors, attributes, operations });
    }
    if (description) for (const [key, value] of readPrototxt(description)) attributes.set(key, value);
    return { tensors, attributes, operations };
  },
};

const net = { name: 1, oldLayer: 2, layer: 100 };
/** Fields of a LayerParameter, and of a V1LayerParameter, whose type is a number. */
const layer = {
  name: 1,
  type: 2,
  bottom: 3,
  top: 4,
  blob: 7,
  convolution: 106,
  pooling: 121,
  batchNorm: 139,
};
const oldLayer = {
  name: 4,
  type: 5,
  bottom: 2,
  top: 3,
  blob: 6,
  convolution: 10,
  pooling: 19,
  batchNorm: -1,
};

/** Of a BlobProto; fields 1 to 4 are the shape of old. */
const blob = { data: 5, shape: 7, doubles: 8, raw: 12 };

/** Layers before anything else, or a name and then layers: the fields of a net, all the way down. */
function isNet(source: ByteSource): boolean {
  let layers = 0;
  try {
    for (const field of fieldsOf(source)) {
      if (!isBytes(field) && field.number < 5) return false;
      if (field.number === net.layer || field.number === net.oldLayer)
        layers += looksLikeLayer(source, field) ? 1 : -Infinity;
      if (layers >= 3 || layers < 0) break;
    }
  } catch (error) {
    // Cut off within its layers, it is a net all the same.
    if (!(error instanceof ConverterError)) throw error;
  }
  return layers > 0;
}

function looksLikeLayer(source: ByteSource, field: Field): boolean {
  const layout = field.number === net.layer ? layer : oldLayer;
  for (const inner of messageOf(source, field)) {
    if (inner.number === layout.name) return isBytes(inner) && isPrintable(textOf(source, inner));
  }
  return false;
}

function isPrintable(text: string): boolean {
  return text.length < 1024 && [...text].every((character) => character >= ' ');
}

interface Found {
  readonly tensors: Map<string, WeightTensor>;
  readonly attributes: Map<string, Attribute>;
  readonly operations: Operation[];
}

function readLayer(
  source: ByteSource,
  field: Field,
  layout: typeof layer,
  { tensors, attributes, operations }: Found,
): void {
  let name = '';
  let type = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const blobs: Field[] = [];
  const settings: [string, Attribute][] = [];
  for (const inner of messageOf(source, field)) {
    if (inner.number === layout.name) name = textOf(source, inner);
    else if (inner.number === layout.type)
      type = isBytes(inner) ? textOf(source, inner) : `V1:${intOf(inner)}`;
    else if (inner.number === layout.bottom) inputs.push(textOf(source, inner));
    else if (inner.number === layout.top) outputs.push(textOf(source, inner));
    else if (inner.number === layout.blob && isBytes(inner)) blobs.push(inner);
    else if (inner.number === layout.convolution) settings.push(...whole(source, inner, { group: 5 }));
    else if (inner.number === layout.pooling)
      settings.push(...whole(source, inner, { pool: 1, kernel_size: 2, stride: 3, pad: 4 }));
    else if (inner.number === layout.batchNorm) {
      for (const setting of messageOf(source, inner))
        if (setting.number === 3) settings.push(['eps', floatOf(setting)]);
    }
  }
  blobs.forEach((blob, index) => tensors.set(`${name}/${index}`, readBlob(source, blob, `${name}/${index}`)));
  attributes.set(`${name}/type`, type);
  for (const [key, value] of settings) attributes.set(`${name}/${key}`, value);
  operations.push({ type, name, inputs, outputs });
}

function* whole(
  source: ByteSource,
  field: Field,
  names: Readonly<Record<string, number>>,
): Generator<[string, number]> {
  for (const inner of messageOf(source, field)) {
    for (const [name, number] of Object.entries(names)) {
      if (inner.number === number && !isBytes(inner)) yield [name, intOf(inner)];
    }
  }
}

function readBlob(source: ByteSource, field: Field, name: string): WeightTensor {
  const oldShape = [1, 1, 1, 1];
  let hasOldShape = false;
  let shape: number[] | undefined;
  let number = 0;
  let packedOtherwise = false;
  for (const inner of messageOf(source, field)) {
    if (inner.number >= 1 && inner.number <= 4 && !isBytes(inner)) {
      oldShape[inner.number - 1] = intOf(inner);
      hasOldShape = true;
    } else if (inner.number === blob.data || inner.number === blob.doubles) number = inner.number;
    else if (inner.number === blob.shape && isBytes(inner)) shape = readShape(source, inner);
    else if (inner.number === blob.raw) packedOtherwise = true;
  }
  if (packedOtherwise && number === 0) {
    throw unsupported(source.name, `floats for '${name}' but its numbers are packed another way`);
  }
  const dtype = number === blob.doubles ? 'F64' : 'F32';
  const dimensions = shape ?? (hasOldShape ? oldShape : [0]);
  return repeatedTensor(name, dimensions, { source, message: field, number, dtype });
}

function readShape(source: ByteSource, field: Field): number[] {
  const shape: number[] = [];
  for (const inner of messageOf(source, field))
    if (inner.number === 1) shape.push(...intsOf(source, inner).slice(0, 64));
  return shape.slice(0, 65);
}
