import { dtypeBytes, type Dtype } from '@resnext/zoo';
import { isObject, listOf, member, readJson } from '../bytes/json.ts';
import { checkRange, type ByteSource } from '../bytes/source.ts';
import { badFile, unsupported } from '../errors.ts';
import { numbersOf, storedTensor, type WeightTensor } from '../tensors.ts';
import { head, type Attribute, type Companions, type Contents, type Format } from './format.ts';

/** A graph or layers model of TensorFlow.js: a JSON that names files of numbers beside it. */
export const tfjs: Format = {
  name: 'tfjs',
  title: 'TensorFlow.js',
  recognises: (source) => /^\s*\{/.test(new TextDecoder('latin1').decode(head(source, 64))),
  async read(source, companions): Promise<Contents> {
    const json = readJson(source);
    if (Object.hasOwn(json, 'nodes')) {
      throw unsupported(
        source.name,
        'weights but it is a symbol of MXNet; give the .params file, and this as its description',
      );
    }
    const manifest = member(json, 'weightsManifest');
    if (!Array.isArray(manifest)) {
      throw badFile(
        source.name,
        "a 'weightsManifest' in the JSON but it has none; it is no model of TensorFlow.js",
      );
    }
    const tensors = new Map<string, WeightTensor>();
    for (const group of manifest) readGroup(group, source, companions, tensors);
    return { tensors, attributes: layerSettings(json), metadata: textsOf(json), layout: 'HWIO' };
  },
};

const types: Readonly<Record<string, Dtype>> = {
  float32: 'F32',
  float16: 'F16',
  int32: 'I32',
  uint8: 'U8',
  uint16: 'U16',
  bool: 'BOOL',
};

function readGroup(
  group: unknown,
  source: ByteSource,
  companions: Companions,
  tensors: Map<string, WeightTensor>,
): void {
  const paths = listOf(member(group, 'paths'));
  const files = paths.map((path) => {
    if (typeof path !== 'string') throw badFile(source.name, 'names of files in the paths of its weights');
    return companions.open(path);
  });
  const bytes = joined(files, source.name);
  let position = 0;
  for (const weight of listOf(member(group, 'weights'))) {
    const name = member(weight, 'name');
    const shape = member(weight, 'shape');
    if (typeof name !== 'string' || !isShape(shape))
      throw badFile(source.name, 'a name and a shape for each weight');
    const quantization = member(weight, 'quantization');
    const type = String(member(quantization, 'dtype') ?? member(weight, 'dtype'));
    const dtype = Object.hasOwn(types, type) ? types[type] : undefined;
    if (!dtype) throw unsupported(source.name, `numbers for '${name}' but they are ${type}`);
    if (tensors.has(name)) throw badFile(source.name, `each weight once but it has '${name}' twice`);
    const stored = storedTensor(name, { source: bytes, position, dtype, shape });
    tensors.set(name, type === 'float16' ? stored : dequantised(stored, quantization));
    position += numbersOf(shape, name, source.name) * dtypeBytes[dtype];
  }
  if (position !== bytes.size)
    throw badFile(source.name, `${position} bytes of weights but its files have ${bytes.size}`);
}

function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.every((size) => typeof size === 'number');
}

/** Numbers kept as `min + scale * q`. */
function dequantised(tensor: WeightTensor, quantization: unknown): WeightTensor {
  const scale = member(quantization, 'scale');
  const min = member(quantization, 'min');
  if (typeof scale !== 'number' || typeof min !== 'number') return tensor;
  return {
    dtype: 'F32',
    shape: tensor.shape,
    read: async () => (await tensor.read()).map((value) => value * scale + min),
  };
}

/** Several files in a row as one source. */
function joined(files: readonly ByteSource[], name: string): ByteSource {
  const [only] = files;
  if (files.length === 1) return only!;
  const starts: number[] = [];
  let size = 0;
  for (const file of files) {
    starts.push(size);
    size += file.size;
  }
  function* partsOf(position: number, length: number) {
    for (const [index, file] of files.entries()) {
      const from = Math.max(position, starts[index]!);
      const to = Math.min(position + length, starts[index]! + file.size);
      if (from < to) yield { file, at: from - starts[index]!, offset: from - position, length: to - from };
    }
  }
  const source: ByteSource = {
    name,
    size,
    bytes(position, length) {
      checkRange(source, position, length);
      const all = new Uint8Array(length);
      source.fillNow(position, all);
      return all;
    },
    fill: async (position, target) => source.fillNow(position, target),
    fillNow(position, target) {
      checkRange(source, position, target.length);
      for (const part of partsOf(position, target.length)) {
        part.file.fillNow(part.at, target.subarray(part.offset, part.offset + part.length));
      }
    },
    close: () => files.forEach((file) => file.close()),
  };
  return source;
}

/** The settings of the layers of a layers model, as `layer/setting`: a batch norm's epsilon among them. */
function layerSettings(json: unknown): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  const topology = member(json, 'modelTopology');
  const config = member(member(topology, 'model_config') ?? topology, 'config');
  for (const layer of listOf(Array.isArray(config) ? config : member(config, 'layers'))) {
    const settings = member(layer, 'config');
    const name = member(settings, 'name');
    const type = member(layer, 'class_name');
    if (typeof name !== 'string' || typeof type !== 'string') continue;
    attributes.set(`${name}/type`, type);
    if (!isObject(settings)) continue;
    for (const [key, value] of Object.entries(settings)) {
      if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
        attributes.set(`${name}/${key}`, value);
    }
  }
  return attributes;
}

function textsOf(json: unknown): Map<string, string> {
  const texts = member(json, 'userDefinedMetadata');
  const entries = isObject(texts) ? Object.entries(texts) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
