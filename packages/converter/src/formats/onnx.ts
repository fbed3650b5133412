import { toFloat32, type Dtype } from '@resnext/zoo';
import {
  bytesOf,
  fieldsOf,
  floatOf,
  intOf,
  intsOf,
  isBytes,
  messageOf,
  textOf,
  type Field,
} from '../bytes/protobuf.ts';
import { repeatedTensor } from '../bytes/repeated.ts';
import type { ByteSource } from '../bytes/source.ts';
import { ConverterError, badFile, unsupported } from '../errors.ts';
import { numbersOf, numbersTensor, storedTensor, type WeightTensor } from '../tensors.ts';
import {
  INPUT_SIZE,
  type Attribute,
  type Companions,
  type Contents,
  type Format,
  type Operation,
} from './format.ts';

const model = { irVersion: 1, graph: 7, opset: 8, metadata: 14 };
const graph = { node: 1, initializer: 5, input: 11, output: 12 };
const node = { input: 1, output: 2, name: 3, type: 4, attribute: 5 };
const attribute = { name: 1, float: 2, int: 3, string: 4, tensor: 5, floats: 7, ints: 8 };
const tensor = {
  dims: 1, type: 2, floats: 4, int32s: 5, int64s: 7, name: 8, raw: 9, doubles: 10, external: 13, location: 14,
}; // prettier-ignore

/** A ModelProto, or a TensorProto alone (onnx.proto). Arrays are its initializers and constants. */
export const onnx: Format = {
  name: 'onnx',
  title: 'ONNX',
  recognises: (source) => kindOf(source) !== undefined,
  async read(source, companions): Promise<Contents> {
    if (kindOf(source) === 'tensor') {
      const [name, value] = readTensor(
        source,
        { number: 0, wire: 2, value: 0n, position: 0, length: source.size },
        companions,
      );
      return { tensors: new Map([[name || 'tensor', value]]), attributes: new Map() };
    }
    const found: Found = { tensors: new Map(), attributes: new Map(), operations: [], metadata: new Map() };
    for (const field of fieldsOf(source)) {
      if (field.number === model.graph && isBytes(field)) readGraph(source, field, companions, found);
      if (field.number === model.metadata && isBytes(field)) readEntry(source, field, found.metadata);
    }
    return found;
  },
};

interface Found {
  readonly tensors: Map<string, WeightTensor>;
  readonly attributes: Map<string, Attribute>;
  readonly operations: Operation[];
  readonly metadata: Map<string, string>;
}

/** A model has a graph as its field 7, a tensor has dimensions and the number of its type. */
function kindOf(source: ByteSource): 'model' | 'tensor' | undefined {
  let version = false;
  let type = false;
  try {
    for (const field of fieldsOf(source)) {
      if (field.number === model.irVersion && !isBytes(field)) version = true;
      if (field.number === tensor.type && !isBytes(field)) type = true;
      if (field.number === model.graph && isBytes(field) && version && !type) return 'model';
      if (field.number > 25) return undefined;
      if (type && (field.number === tensor.raw || field.number === tensor.floats)) return 'tensor';
    }
  } catch (error) {
    // A model that is cut off begins like a whole one.
    if (!(error instanceof ConverterError)) throw error;
  }
  return version && !type && source.size > 16 && hasOpset(source) ? 'model' : undefined;
}

function hasOpset(source: ByteSource): boolean {
  const first = source.bytes(0, 2);
  return first[0] === 0x08 && first[1]! > 0 && first[1]! < 32;
}

function readGraph(source: ByteSource, field: Field, companions: Companions, found: Found): void {
  for (const inner of messageOf(source, field)) {
    if (inner.number === graph.initializer && isBytes(inner)) {
      const [name, value] = readTensor(source, inner, companions);
      found.tensors.set(name, value);
    } else if (inner.number === graph.input && isBytes(inner)) {
      const [height, width] = imageSize(source, inner);
      if (height !== undefined && height > 0 && height === width) found.attributes.set(INPUT_SIZE, height);
    } else if (inner.number === graph.node && isBytes(inner)) {
      readNode(source, inner, companions, found);
    }
  }
}

/** Height and width of an input [N, C, H, W], where it has them. */
function imageSize(source: ByteSource, input: Field): (number | undefined)[] {
  const within = (fields: readonly Field[], number: number): Field[] =>
    fields.flatMap((field) =>
      [...messageOf(source, field)].filter((inner) => inner.number === number && isBytes(inner)),
    );
  const axes = [2, 1, 2, 1].reduce(within, [input]);
  const sizes = axes.map((axis) =>
    [...messageOf(source, axis)].find(({ number, wire }) => number === 1 && wire === 0),
  );
  return axes.length === 4 ? sizes.slice(2).map((size) => size && intOf(size)) : [];
}

function readNode(source: ByteSource, field: Field, companions: Companions, found: Found): void {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let name = '';
  let type = '';
  const settings: Field[] = [];
  for (const inner of messageOf(source, field)) {
    if (inner.number === node.input) inputs.push(textOf(source, inner));
    else if (inner.number === node.output) outputs.push(textOf(source, inner));
    else if (inner.number === node.name) name = textOf(source, inner);
    else if (inner.number === node.type) type = textOf(source, inner);
    else if (inner.number === node.attribute && isBytes(inner)) settings.push(inner);
  }
  // A node need not have a name, but its output does.
  const key = outputs[0] ?? name;
  for (const setting of settings) {
    const { name: what, value, constant } = readAttribute(source, setting, companions);
    if (constant && type === 'Constant' && outputs[0] !== undefined) found.tensors.set(outputs[0], constant);
    if (value !== undefined) found.attributes.set(`${key}/${what}`, value);
  }
  found.operations.push({ type, name: key, inputs, outputs });
}

interface ReadAttribute {
  readonly name: string;
  readonly value?: Attribute;
  readonly constant?: WeightTensor;
}

function readAttribute(source: ByteSource, field: Field, companions: Companions): ReadAttribute {
  let name = '';
  let value: Attribute | undefined;
  let constant: WeightTensor | undefined;
  const ints: number[] = [];
  for (const inner of messageOf(source, field)) {
    if (inner.number === attribute.name) name = textOf(source, inner);
    else if (inner.number === attribute.float) value = floatOf(inner);
    else if (inner.number === attribute.int) value = intOf(inner);
    else if (inner.number === attribute.string) value = textOf(source, inner);
    else if (inner.number === attribute.tensor && isBytes(inner))
      [, constant] = readTensor(source, inner, companions);
    else if (inner.number === attribute.ints) for (const int of intsOf(source, inner)) ints.push(int);
  }
  return { name, value: ints.length > 0 ? ints : value, constant };
}

const types: Readonly<Record<number, Dtype>> = {
  1: 'F32', 2: 'U8', 3: 'I8', 4: 'U16', 5: 'I16', 6: 'I32', 7: 'I64', 9: 'BOOL', 10: 'F16', 11: 'F64', 12: 'U32', 13: 'U64', 16: 'BF16',
}; // prettier-ignore

const EXTERNAL = 1;

function readTensor(
  source: ByteSource,
  field: Field,
  companions: Companions,
): [name: string, tensor: WeightTensor] {
  const shape: number[] = [];
  const ints: Field[] = [];
  const external = new Map<string, string>();
  let name = '';
  let type = 0;
  let location = 0;
  let raw: Field | undefined;
  let number = 0;
  for (const inner of messageOf(source, field)) {
    if (inner.number === tensor.dims) for (const size of intsOf(source, inner)) shape.push(size);
    else if (inner.number === tensor.type) type = intOf(inner);
    else if (inner.number === tensor.name) name = textOf(source, inner);
    else if (inner.number === tensor.raw && isBytes(inner)) raw = inner;
    else if (inner.number === tensor.floats || inner.number === tensor.doubles) number = inner.number;
    else if (inner.number === tensor.int32s || inner.number === tensor.int64s) ints.push(inner);
    else if (inner.number === tensor.location) location = intOf(inner);
    else if (inner.number === tensor.external && isBytes(inner)) readEntry(source, inner, external);
  }
  const dtype = types[type];
  if (!dtype) throw unsupported(source.name, `numbers of a known type for '${name}' but its type is ${type}`);
  const stored = { dtype, shape };
  if (location === EXTERNAL) return [name, externalTensor(name, stored, external, companions)];
  if (raw) {
    const part = bytesOf(source, raw, source.name);
    const made = storedTensor(name, { source: part, position: 0, ...stored });
    return [name, made];
  }
  if (number > 0 && (dtype === 'F32' || dtype === 'F64')) {
    return [name, repeatedTensor(name, shape, { source, message: field, number, dtype })];
  }
  const values = ints.flatMap((each) => intsOf(source, each));
  const numbers = numbersOf(shape, name, source.name);
  if (values.length !== numbers)
    throw badFile(source.name, `${numbers} numbers for '${name}' but it has ${values.length}`);
  return [
    name,
    numbersTensor(
      dtype,
      shape,
      Float32Array.from(values, (value) => (dtype === 'F16' ? halfOf(value) : value)),
    ),
  ];
}

/** Halves among whole numbers are their bits. */
function halfOf(bits: number): number {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, bits, true);
  return toFloat32(bytes, 'F16')[0]!;
}

function externalTensor(
  name: string,
  stored: { readonly dtype: Dtype; readonly shape: readonly number[] },
  entries: ReadonlyMap<string, string>,
  companions: Companions,
): WeightTensor {
  const file = entries.get('location');
  if (file === undefined) throw badFile('the model', `the file of '${name}' but it names none`);
  const source = companions.open(file);
  const position = Number(entries.get('offset') ?? 0);
  return storedTensor(name, { source, position, ...stored });
}

/** A StringStringEntryProto: key 1, value 2. */
function readEntry(source: ByteSource, field: Field, into: Map<string, string>): void {
  let key = '';
  let value = '';
  for (const inner of messageOf(source, field)) {
    if (inner.number === 1) key = textOf(source, inner);
    if (inner.number === 2) value = textOf(source, inner);
  }
  into.set(key, value);
}
