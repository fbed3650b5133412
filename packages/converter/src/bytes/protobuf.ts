import { Cursor } from './cursor.ts';
import { sliceOf, type ByteSource } from './source.ts';

/*
 * The wire format of protocol buffers, read in place: the numbers of a model are most of its file, and a
 * library that makes objects of messages would hold all of them in memory.
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** One field of a message. Which of the readings makes sense, its schema says. */
export interface Field {
  readonly number: number;
  readonly wire: number;
  /** Of a varint or a fixed field. */
  readonly value: bigint;
  /** Where its bytes are: of a string, a message or packed numbers, and of a fixed field's number. */
  readonly position: number;
  readonly length: number;
}

/**
 * The fields of a message that lies at a place in a source.
 *
 * @throws ConverterError when the bytes are no message.
 */
export function* fieldsOf(
  source: ByteSource,
  position = 0,
  length = source.size - position,
): Generator<Field> {
  const cursor = new Cursor(source, position, position + length);
  while (cursor.remaining > 0) {
    const tag = varint(cursor);
    const number = Number(tag >> 3n);
    const wire = Number(tag & 7n);
    if (number === 0 || number > 536_870_911)
      throw cursor.bad(`a field of a message but its number is ${number}`);
    yield readField(cursor, number, wire);
  }
}

function readField(cursor: Cursor, number: number, wire: number): Field {
  if (wire === VARINT) {
    return { number, wire, value: varint(cursor), position: cursor.position, length: 0 };
  }
  if (wire === FIXED32) {
    const { position } = cursor;
    return { number, wire, value: BigInt(cursor.u32()), position, length: 4 };
  }
  if (wire === FIXED64) {
    const { position } = cursor;
    return { number, wire, value: cursor.u64(), position, length: 8 };
  }
  if (wire !== BYTES) throw cursor.bad(`a field of a known wire type but field ${number} has ${wire}`);
  const long = varint(cursor);
  if (long > BigInt(cursor.remaining)) {
    throw cursor.bad(
      `${long} bytes for field ${number} but only ${cursor.remaining} follow; it is truncated or damaged`,
    );
  }
  const length = Number(long);
  const { position } = cursor;
  cursor.skip(length, `field ${number}`);
  return { number, wire, value: 0n, position, length };
}

function varint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.u8();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw cursor.bad('a number of at most 10 bytes');
}

export function isBytes({ wire }: Field): boolean {
  return wire === BYTES;
}

export function textOf(source: ByteSource, { wire, position, length }: Field): string {
  return wire === BYTES ? new TextDecoder().decode(source.bytes(position, length)) : '';
}

export function floatOf({ value }: Field): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, Number(BigInt.asUintN(32, value)));
  return view.getFloat32(0);
}

export function intOf({ value }: Field): number {
  return Number(BigInt.asIntN(64, value));
}

/** Whole numbers, one a field or packed. */
export function intsOf(source: ByteSource, field: Field): number[] {
  if (field.wire !== BYTES) return [intOf(field)];
  const cursor = new Cursor(source, field.position, field.position + field.length);
  const values: number[] = [];
  while (cursor.remaining > 0) values.push(Number(BigInt.asIntN(64, varint(cursor))));
  return values;
}

/** The fields of a message within a message. */
export function messageOf(source: ByteSource, { wire, position, length }: Field): Iterable<Field> {
  return wire === BYTES ? fieldsOf(source, position, length) : [];
}

export function bytesOf(source: ByteSource, { position, length }: Field, name: string): ByteSource {
  return sliceOf(source, position, length, name);
}
