import type { Dtype } from '@resnext/zoo';
import type { ByteSource } from '../../bytes/source.ts';
import { numbersTensor, rowMajor, storedTensor, numbersOf, type WeightTensor } from '../../tensors.ts';
import { badFile, unsupported } from '../../errors.ts';
import { Skipped, StorageObject, Table, TorchTensor, type TorchStorage, type TorchValue } from './object.ts';
import type { Tokens } from './tokens.ts';

/** The tags of the format (torch7, File.lua). */
const NIL = 0;
const NUMBER = 1;
const STRING = 2;
const TABLE = 3;
const OBJECT = 4;
const BOOLEAN = 5;
const FUNCTION = 6;
const RECURSIVE_FUNCTION = 7;
const LEGACY_RECURSIVE_FUNCTION = 8;

const numberTypes: Readonly<Record<string, Dtype>> = {
  Float: 'F32',
  Double: 'F64',
  Half: 'F16',
  Long: 'I64',
  Int: 'I32',
  Short: 'I16',
  Char: 'I8',
  Byte: 'U8',
  // On a GPU, floats have no name of their own.
  Cuda: 'F32',
  CudaDouble: 'F64',
  CudaHalf: 'F16',
  CudaLong: 'I64',
  CudaInt: 'I32',
  CudaShort: 'I16',
  CudaChar: 'I8',
  CudaByte: 'U8',
};

const NUMBERS_CLASS = /^torch\.(\w+?)(Tensor|Storage)$/;

const MOST_LEVELS = 200;
/** Each takes at least 4 bytes in the file, and far more in memory. */
const MOST_OBJECTS = 400_000;
const MOST_AXES = 64;

/** @throws ConverterError when the bytes are no object of Torch's. */
export function readTorchObject(tokens: Tokens, source: ByteSource): TorchValue {
  return new Reader(tokens, source).read(0);
}

class Reader {
  readonly #tokens: Tokens;
  readonly #source: ByteSource;
  readonly #known = new Map<number, TorchValue>();
  #objects = 0;

  constructor(tokens: Tokens, source: ByteSource) {
    this.#tokens = tokens;
    this.#source = source;
  }

  read(level: number): TorchValue {
    const tokens = this.#tokens;
    if (level > MOST_LEVELS) throw tokens.bad(`at most ${MOST_LEVELS} levels of tables`);
    if (++this.#objects > MOST_OBJECTS) throw tokens.bad(`at most ${MOST_OBJECTS} values`);
    const tag = tokens.int();
    switch (tag) {
      case NIL:
        return null;
      case NUMBER:
        return tokens.double();
      case STRING:
        return this.#string();
      case BOOLEAN:
        return tokens.int() !== 0;
      case FUNCTION:
        return this.#function(level);
      case TABLE:
        return this.#once((index) => this.#table(new Table(), index, level));
      case OBJECT:
        return this.#once((index) => this.#object(index, level));
      case RECURSIVE_FUNCTION:
      case LEGACY_RECURSIVE_FUNCTION:
        return this.#once((index) => {
          this.#known.set(index, new Skipped());
          return this.#function(level);
        });
      default:
        throw tokens.bad(`a kind of value from 0 to 8 but it is ${tag}`);
    }
  }

  /** The number of an object; what has been read under it stands for all that follow. */
  #once(read: (index: number) => TorchValue): TorchValue {
    const index = this.#tokens.int();
    const known = this.#known.get(index);
    if (known !== undefined) return known;
    const value = read(index);
    this.#known.set(index, value);
    return value;
  }

  #string(): string {
    const length = this.#tokens.int();
    return this.#tokens.text(length, 'a string');
  }

  /** Bytecode, and the values that it closes over: passed over unread. */
  #function(level: number): Skipped {
    this.#tokens.skip(this.#tokens.int(), 'a function');
    this.read(level + 1);
    return new Skipped();
  }

  #table(table: Table, index: number, level: number): Table {
    // Before its contents, among which it may be.
    this.#known.set(index, table);
    const count = this.#tokens.int();
    if (count < 0) throw this.#tokens.bad(`a count of entries but it is ${count}`);
    for (let i = 0; i < count; i++) {
      const key = this.read(level + 1);
      const value = this.read(level + 1);
      if (typeof key === 'string' || typeof key === 'number') table.entries.set(key, value);
    }
    return table;
  }

  #object(index: number, level: number): TorchValue {
    const version = this.#string();
    const className = /^V \d+$/.test(version) ? this.#string() : version;
    const [, type, kind] = NUMBERS_CLASS.exec(className) ?? [];
    if (type === undefined) return this.#instance(className, index, level);
    const dtype = numberTypes[type];
    if (!dtype) throw unsupported(this.#source.name, `numbers of a known type but it has a ${className}`);
    return kind === 'Tensor' ? this.#tensor(index, level) : this.#storage(dtype);
  }

  #instance(className: string, index: number, level: number): Table {
    const table = new Table();
    table.className = className;
    this.#known.set(index, table);
    if (className === 'tds.Vec' || className === 'tds.Hash') return this.#container(table, className, level);
    const fields = this.read(level + 1);
    if (fields instanceof Table) for (const [key, value] of fields.entries) table.entries.set(key, value);
    return table;
  }

  /** Of the package tds: a count, then keys and values, or values alone. */
  #container(table: Table, className: string, level: number): Table {
    const count = this.#tokens.long();
    for (let i = 1; i <= count; i++) {
      const key = className === 'tds.Hash' ? this.read(level + 1) : i;
      const value = this.read(level + 1);
      if (typeof key === 'string' || typeof key === 'number') table.entries.set(key, value);
    }
    return table;
  }

  #storage(dtype: Dtype): StorageObject {
    const count = this.#tokens.long();
    if (!Number.isSafeInteger(count) || count < 0)
      throw this.#tokens.bad(`a count of numbers but it is ${count}`);
    return new StorageObject(this.#tokens.numbers(dtype, count));
  }

  #tensor(index: number, level: number): TorchTensor {
    const result = new TorchTensor();
    this.#known.set(index, result);
    const tokens = this.#tokens;
    const axes = tokens.int();
    if (axes < 0 || axes > MOST_AXES)
      throw tokens.bad(`a tensor of at most ${MOST_AXES} axes but it has ${axes}`);
    const shape = Array.from({ length: axes }, () => tokens.long());
    const strides = Array.from({ length: axes }, () => tokens.long());
    const offset = tokens.long() - 1;
    const value = this.read(level + 1);
    if (value instanceof StorageObject && axes > 0) {
      result.tensor = tensorOf(value.storage, { source: this.#source, shape, strides, offset });
    } else if (value !== null && !(value instanceof StorageObject)) {
      throw tokens.bad('a storage for a tensor');
    }
    return result;
  }
}

interface View {
  readonly source: ByteSource;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

function tensorOf({ dtype, numbers, position, values }: TorchStorage, view: View): WeightTensor {
  const name = `the tensor at byte ${position}`;
  const { source, shape, strides, offset } = view;
  if (!values) return storedTensor(name, { ...view, position, dtype, storage: numbers });
  const count = numbersOf(shape, name, source.name);
  const last = offset + shape.reduce((sum, extent, axis) => sum + (extent - 1) * strides[axis]!, 0);
  const inside = [offset, ...strides].every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!inside || count > numbers || (count > 0 && last >= numbers)) {
    throw badFile(source.name, `${name} within its storage of ${numbers} numbers but it reaches beyond`);
  }
  const plain = rowMajor(shape);
  const indexed = Float32Array.from({ length: count }, (_, i) => {
    const place = shape.reduce(
      (sum, _extent, axis) => sum + (Math.floor(i / plain[axis]!) % shape[axis]!) * strides[axis]!,
      offset,
    );
    return values[place]!;
  });
  return numbersTensor(dtype, shape, indexed);
}
