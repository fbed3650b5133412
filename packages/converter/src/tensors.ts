import { dtypeBytes, isReadable, toFloat32, type Dtype } from '@resnext/zoo';
import { checkRange, type ByteSource } from './bytes/source.ts';
import { badFile, unsupported } from './errors.ts';

/** A named array of a file, whose numbers are fetched when they are wanted. */
export interface WeightTensor {
  /** The type in the file, by the names of safetensors. */
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Its numbers as float32, the last axis moving fastest. */
  readonly read: () => Promise<Float32Array>;
  /** Its bytes in pieces, where the file holds it as safetensors would: see `WritableTensor` of the zoo. */
  readonly pieces?: () => AsyncIterable<Uint8Array>;
}

export interface StoredTensor {
  readonly source: ByteSource;
  /** Of the first number of the storage, in bytes. */
  readonly position: number;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Numbers in the storage, where the tensor is a view of a part of it. */
  readonly storage?: number;
  /** In numbers from the storage's first. */
  readonly offset?: number;
  /** In numbers; row-major unless told. */
  readonly strides?: readonly number[];
  readonly bigEndian?: boolean;
}

/** More axes than any weight has. */
const MOST_AXES = 64;

/** How many numbers a shape means. @throws ConverterError when it is none. */
export function numbersOf(shape: readonly number[], name: string, file: string): number {
  const numbers = shape.reduce((product, size) => product * size, 1);
  const fine = shape.length <= MOST_AXES && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!fine || !Number.isSafeInteger(numbers)) {
    throw badFile(file, `a shape for '${name}' but it is [${shape.slice(0, 8).join(', ')}]`);
  }
  return numbers;
}

export function rowMajor(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/**
 * A tensor somewhere in a file. Its whole reach is checked against the bytes that are there, now.
 *
 * @throws ConverterError when it reaches beyond them.
 */
export function storedTensor(name: string, stored: StoredTensor): WeightTensor {
  const { source, position, dtype, shape, offset = 0, bigEndian = false } = stored;
  const numbers = numbersOf(shape, name, source.name);
  const { storage = offset + numbers, strides = rowMajor(shape) } = stored;
  checkReach(name, stored, numbers, { storage, offset, strides });
  const size = dtypeBytes[dtype];
  checkRange(source, position, storage * size);
  const contiguous = isRowMajor(shape, strides);
  const begin = position + offset * size;

  const read = async (): Promise<Float32Array> => {
    if (!isReadable(dtype))
      throw unsupported(source.name, `numbers of 16 bits or more for '${name}' but they are ${dtype}`);
    if (contiguous) return readNumbers(source, begin, numbers, dtype, bigEndian);
    const reach = 1 + shape.reduce((sum, extent, axis) => sum + (extent - 1) * strides[axis]!, 0);
    return gather(await readNumbers(source, begin, reach, dtype, bigEndian), shape, strides);
  };
  const asStored = contiguous && (!bigEndian || size === 1) && (dtype === 'F32' || dtype === 'I64');
  if (!asStored) return { dtype, shape, read };
  return { dtype, shape, read, pieces: () => pieces(source, begin, numbers * size) };
}

function checkReach(
  name: string,
  { source, shape }: StoredTensor,
  numbers: number,
  { storage, offset, strides }: { storage: number; offset: number; strides: readonly number[] },
): void {
  const whole = [storage, offset, ...strides].every((value) => Number.isSafeInteger(value) && value >= 0);
  const last = offset + shape.reduce((sum, extent, axis) => sum + (extent - 1) * (strides[axis] ?? 0), 0);
  if (!whole || strides.length !== shape.length || (numbers > 0 && !(last < storage))) {
    throw badFile(
      source.name,
      `'${name}' within its storage of ${storage} numbers but its shape [${shape.join(', ')}], strides ` +
        `[${strides.join(', ')}] and offset ${offset} reach beyond it`,
    );
  }
  // A stride of 0 repeats numbers without end, out of a few bytes.
  if (numbers > storage) {
    throw unsupported(
      source.name,
      `at most the ${storage} numbers of its storage for '${name}' but it repeats them to ${numbers}`,
    );
  }
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  const plain = rowMajor(shape);
  return (
    shape.some((size) => size === 0) ||
    shape.every((size, axis) => size === 1 || strides[axis] === plain[axis])
  );
}

function gather(from: Float32Array, shape: readonly number[], strides: readonly number[]): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const index = shape.map(() => 0);
  let at = 0;
  for (let to = 0; to < values.length; to++) {
    values[to] = from[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return values;
}

/** Decoded at a time, so that the bytes of a tensor are never all beside its numbers. */
const PIECE_BYTES = 1 << 18;

async function readNumbers(
  source: ByteSource,
  position: number,
  numbers: number,
  dtype: Dtype,
  bigEndian: boolean,
): Promise<Float32Array> {
  const values = new Float32Array(numbers);
  const size = dtypeBytes[dtype];
  if (dtype === 'F32' && !bigEndian) {
    const bytes = new Uint8Array(values.buffer);
    await source.fill(position, bytes);
    return toFloat32(bytes, dtype);
  }
  const step = PIECE_BYTES / size;
  for (let done = 0; done < numbers; done += step) {
    const bytes = new Uint8Array(Math.min(step, numbers - done) * size);
    await source.fill(position + done * size, bytes);
    if (bigEndian) reverseEach(bytes, size);
    values.set(toFloat32(bytes, dtype), done);
  }
  return values;
}

function reverseEach(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/** One buffer serves for all pieces: a copy of a file should cost no more than that. */
async function* pieces(source: ByteSource, position: number, length: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(PIECE_BYTES, length));
  for (let done = 0; done < length; done += PIECE_BYTES) {
    const piece = buffer.subarray(0, Math.min(PIECE_BYTES, length - done));
    source.fillNow(position + done, piece);
    yield piece;
  }
}

/** A tensor whose numbers are at hand. */
export function numbersTensor(dtype: Dtype, shape: readonly number[], values: Float32Array): WeightTensor {
  return { dtype, shape, read: async () => values };
}
