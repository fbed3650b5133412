import { inflateSync } from 'node:zlib';
import { dtypeBytes, toFloat32, type Dtype } from '@resnext/zoo';
import { memorySource } from '../bytes/source.ts';
import { numbersOf, storedTensor, type WeightTensor } from '../tensors.ts';
import { UNDEFINED, type Block, type Hdf5File } from './file.ts';
import { unshared, type Message } from './header.ts';

const DATASPACE = 0x01;
const DATATYPE = 0x03;
const EXTERNAL_FILES = 0x07;
const LAYOUT = 0x08;
const FILTERS = 0x0b;

/** Whether an object holds numbers. */
export function isDataset(messages: readonly Message[]): boolean {
  return messages.some(({ type }) => type === LAYOUT);
}

/** The numbers of an object. @throws ConverterError when it has others than floats and whole numbers. */
export function readDataset(file: Hdf5File, name: string, messages: readonly Message[]): WeightTensor {
  if (messages.some(({ type }) => type === EXTERNAL_FILES)) {
    throw file.unsupported(`numbers within the file but those of '${name}' are in another`);
  }
  const shape = readShape(file, one(file, name, messages, DATASPACE));
  const type = readType(one(file, name, messages, DATATYPE));
  if (type.kind !== 'number') throw file.unsupported(`numbers for '${name}' but it holds texts or records`);
  const { dtype, bigEndian } = type;
  const layout = one(file, name, messages, LAYOUT);
  const version = layout.u8();
  if (version < 3) return oldLayout(file, name, layout, { dtype, bigEndian, shape });
  const kind = layout.u8();
  const stored = { dtype, bigEndian, shape };
  if (kind === COMPACT) {
    const bytes = layout.bytes(layout.u16());
    return storedTensor(name, { source: memorySource(bytes, file.source.name), position: 0, ...stored });
  }
  if (kind === CONTIGUOUS) return contiguous(file, name, layout.offset(), stored);
  if (kind !== CHUNKED) throw file.unsupported(`numbers within the file but those of '${name}' are virtual`);
  if (version > 3) return newChunks(file, name, layout, filtersOf(messages), stored);
  const axes = layout.u8();
  const tree = layout.offset();
  const chunk = Array.from({ length: Math.max(0, axes - 1) }, () => layout.u32());
  return chunked(file, name, { tree, chunk, filters: filtersOf(messages), ...stored });
}

const COMPACT = 0;
const CONTIGUOUS = 1;
const CHUNKED = 2;

interface Stored {
  readonly dtype: Dtype;
  readonly bigEndian: boolean;
  readonly shape: readonly number[];
}

function oldLayout(file: Hdf5File, name: string, layout: Block, stored: Stored): WeightTensor {
  const axes = layout.u8();
  const kind = layout.u8();
  layout.skip(5);
  if (kind === COMPACT) {
    layout.skip(4 * axes);
    const bytes = layout.bytes(layout.u32());
    return storedTensor(name, { source: memorySource(bytes, file.source.name), position: 0, ...stored });
  }
  const address = layout.offset();
  if (kind === CONTIGUOUS) return contiguous(file, name, address, stored);
  throw file.unsupported(`a newer layout of '${name}'`);
}

function contiguous(file: Hdf5File, name: string, address: number, stored: Stored): WeightTensor {
  const numbers = numbersOf(stored.shape, name, file.source.name);
  if (address === UNDEFINED && numbers > 0) throw file.bad(`numbers for '${name}' but none were written`);
  const position = numbers === 0 ? 0 : file.position(address);
  return storedTensor(name, { source: file.source, position, ...stored });
}

interface Chunks extends Stored {
  readonly tree: number;
  readonly chunk: readonly number[];
  readonly filters: readonly number[];
}

/** What a chunked dataset may unpack to, for a packed byte: no deflate does better. */
const BEST_DEFLATE = 1032;
const MOST_CHUNKS = 200_000;

/** Chunks of the newest format, of which a single one is a dataset whole, and is all that is read here. */
function newChunks(
  file: Hdf5File,
  name: string,
  layout: Block,
  filters: readonly number[],
  stored: Stored,
): WeightTensor {
  const flags = layout.u8();
  const axes = layout.u8();
  const bytes = layout.u8();
  const chunk = Array.from({ length: axes }, () => layout.uint(bytes)).slice(0, -1);
  const index = layout.u8();
  if (index !== 1) throw file.unsupported(`a dataset of one chunk or an older file for '${name}'`);
  const filtered = (flags & 2) !== 0;
  const packed = filtered
    ? layout.length()
    : numbersOf(stored.shape, name, file.source.name) * dtypeBytes[stored.dtype];
  const mask = filtered ? layout.u32() : 0;
  const at = layout.offset();
  return chunkedTensor(file, name, { chunk, filters, ...stored }, [
    { at, packed, mask, place: chunk.map(() => 0) },
  ]);
}

function chunked(file: Hdf5File, name: string, chunks: Chunks): WeightTensor {
  return chunkedTensor(file, name, chunks, [...chunkPlaces(file, chunks.tree, chunks.chunk.length)]);
}

function chunkedTensor(
  file: Hdf5File,
  name: string,
  chunks: Omit<Chunks, 'tree'>,
  places: readonly ChunkPlace[],
): WeightTensor {
  const { shape, chunk, dtype, filters } = chunks;
  const numbers = numbersOf(shape, name, file.source.name);
  const each = numbersOf(chunk, name, file.source.name) * dtypeBytes[dtype];
  if (chunk.length !== shape.length || chunk.some((size) => size < 1))
    throw file.bad(`chunks of the shape of '${name}'`);
  const packed = places.reduce((sum, place) => sum + place.packed, 0);
  const most = (filters.length > 0 ? BEST_DEFLATE : 1) * packed;
  if (numbers * dtypeBytes[dtype] > most || each > Math.max(most, 1)) {
    throw file.bad(`as many numbers as it can hold for '${name}' but its shape is [${shape.join(', ')}]`);
  }
  return {
    dtype,
    shape,
    async read() {
      const values = new Float32Array(numbers);
      for (const place of places)
        placeChunk(values, readChunk(file, name, place, chunks, each), chunks, place.place);
      return values;
    },
  };
}

interface ChunkPlace {
  readonly at: number;
  readonly packed: number;
  /** Filters that were left out of this chunk, a bit each. */
  readonly mask: number;
  readonly place: readonly number[];
}

function* chunkPlaces(file: Hdf5File, address: number, axes: number, level = 0): Generator<ChunkPlace> {
  if (address === UNDEFINED) return;
  if (level > 16) throw file.bad('at most 16 levels of an HDF5 tree');
  const head = file.at(address, 8);
  head.expect('TREE');
  if (head.u8() !== 1) throw file.bad('a tree of HDF5 chunks but it is another');
  const height = head.u8();
  const count = head.u16();
  if (count > MOST_CHUNKS) throw file.bad(`at most ${MOST_CHUNKS} chunks`);
  const keyBytes = 8 + 8 * (axes + 1);
  const entries = file.at(address + 8 + 2 * file.offsetBytes, count * (keyBytes + file.offsetBytes));
  for (let i = 0; i < count; i++) {
    const packed = entries.u32();
    const mask = entries.u32();
    const place = Array.from({ length: axes + 1 }, () => entries.uint(8)).slice(0, axes);
    const child = entries.offset();
    if (height === 0) yield { at: child, packed, mask, place };
    else yield* chunkPlaces(file, child, axes, level + 1);
  }
}

const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER = 3;

function readChunk(
  file: Hdf5File,
  name: string,
  { at, packed, mask }: ChunkPlace,
  { filters, dtype, bigEndian }: Omit<Chunks, 'tree'>,
  size: number,
): Float32Array {
  let bytes: Uint8Array<ArrayBuffer> = file.source.bytes(file.position(at), packed);
  for (let i = filters.length - 1; i >= 0; i--) {
    if (mask & (1 << i)) continue;
    if (filters[i] === DEFLATE) bytes = inflate(file, name, bytes, size + 4);
    else if (filters[i] === SHUFFLE) bytes = unshuffle(bytes, dtypeBytes[dtype]);
    else if (filters[i] === FLETCHER) bytes = bytes.slice(0, Math.max(0, bytes.length - 4));
    else throw file.unsupported(`deflated or plain chunks of '${name}' but filter ${filters[i]} was used`);
  }
  if (bytes.length !== size)
    throw file.bad(`${size} bytes in a chunk of '${name}' but it has ${bytes.length}`);
  if (bigEndian)
    for (let i = 0; i < size; i += dtypeBytes[dtype]) bytes.subarray(i, i + dtypeBytes[dtype]).reverse();
  return toFloat32(bytes, dtype);
}

function inflate(file: Hdf5File, name: string, bytes: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(inflateSync(bytes, { maxOutputLength: most }));
  } catch (cause) {
    throw file.bad(
      `deflated numbers in a chunk of '${name}' but ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

/** All first bytes, then all second ones, and so on. */
function unshuffle(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const count = Math.floor(bytes.length / size);
  const plain = new Uint8Array(bytes.length);
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0; i < count; i++) plain[i * size + byte] = bytes[byte * count + i]!;
  }
  plain.set(bytes.subarray(count * size), count * size);
  return plain;
}

/** Copies a chunk to its place; what hangs over the edge of the dataset falls away. */
function placeChunk(
  values: Float32Array,
  from: Float32Array,
  { shape, chunk }: Omit<Chunks, 'tree'>,
  place: readonly number[],
): void {
  const index = chunk.map(() => 0);
  for (let i = 0; i < from.length; i++) {
    let at = 0;
    let inside = true;
    for (let axis = 0; axis < shape.length; axis++) {
      const along = place[axis]! + index[axis]!;
      inside &&= along >= 0 && along < shape[axis]!;
      at = at * shape[axis]! + along;
    }
    if (inside) values[at] = from[i]!;
    for (let axis = chunk.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < chunk[axis]!) break;
      index[axis] = 0;
    }
  }
}

function filtersOf(messages: readonly Message[]): number[] {
  const message = messages.find(({ type }) => type === FILTERS);
  if (!message) return [];
  const { block } = message;
  const version = block.u8();
  const count = block.u8();
  if (version === 1) block.skip(6);
  return Array.from({ length: count }, () => {
    const filter = block.u16();
    const nameLength = version === 1 || filter >= 256 ? block.u16() : 0;
    block.skip(2);
    const values = block.u16();
    block.skip(nameLength + 4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    return filter;
  });
}

function one(file: Hdf5File, name: string, messages: readonly Message[], type: number): Block {
  const message = messages.find((each) => each.type === type);
  if (!message) throw file.bad(`what '${name}' is like but its header does not say`);
  return unshared(file, message);
}

/** The shape of a dataspace: [] for one value. */
export function readShape(file: Hdf5File, block: Block): number[] {
  const version = block.u8();
  const axes = block.u8();
  block.skip(1);
  if (version === 1) block.skip(5);
  else if (version === 2) {
    // Type 2 is a space of nothing.
    if (block.u8() === 2) return [0];
  } else throw file.unsupported(`an HDF5 dataspace of version 1 or 2 but it is ${version}`);
  if (axes > 32) throw file.bad(`at most 32 axes of an HDF5 dataset but it has ${axes}`);
  return Array.from({ length: axes }, () => block.length());
}

export type Datatype =
  | { readonly kind: 'number'; readonly dtype: Dtype; readonly bigEndian: boolean }
  | { readonly kind: 'text'; readonly bytes: number }
  | { readonly kind: 'variableText'; readonly bytes: number }
  | { readonly kind: 'other'; readonly bytes: number };

const INTEGER = 0;
const FLOAT = 1;
const TEXT = 3;
const ENUM = 8;
const VARIABLE = 9;

const floats: Readonly<Record<number, Dtype>> = { 2: 'F16', 4: 'F32', 8: 'F64' };
const signed: Readonly<Record<number, Dtype>> = { 1: 'I8', 2: 'I16', 4: 'I32', 8: 'I64' };
const unsigned: Readonly<Record<number, Dtype>> = { 1: 'U8', 2: 'U16', 4: 'U32', 8: 'U64' };

export function readType(block: Block): Datatype {
  const kind = block.u8() & 0x0f;
  const bits = block.u8();
  block.skip(2);
  const bytes = block.u32();
  const bigEndian = (bits & 1) !== 0;
  if (kind === FLOAT) {
    const dtype = floats[bytes];
    // The exponent of a bfloat16 has 8 bits, of a half 5; it is found at its place among the properties.
    if (dtype)
      return {
        kind: 'number',
        dtype: dtype === 'F16' && exponentBits(block) === 8 ? 'BF16' : dtype,
        bigEndian,
      };
  }
  if (kind === INTEGER) {
    const dtype = (bits & 8 ? signed : unsigned)[bytes];
    if (dtype) return { kind: 'number', dtype, bigEndian };
  }
  // h5py keeps booleans as an enumeration of a byte.
  if (kind === ENUM && bytes === 1) return { kind: 'number', dtype: 'BOOL', bigEndian };
  if (kind === TEXT) return { kind: 'text', bytes };
  if (kind === VARIABLE && (bits & 0x0f) === 1) return { kind: 'variableText', bytes };
  return { kind: 'other', bytes };
}

function exponentBits(block: Block): number {
  block.skip(5);
  return block.u8();
}
