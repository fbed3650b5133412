import { crc32c } from './crc32c.ts';

/** A number under a name, at a step of the training. */
export interface ScalarEvent {
  /** In seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Wire types of protocol buffers. */
const VARINT = 0;
const DOUBLE = 1;
const BYTES = 2;
const FLOAT = 5;

/** The first record of a file, without which TensorBoard does not read on. */
export function versionRecord(wallTime: number): Uint8Array {
  return record(message([1, DOUBLE, wallTime], [3, BYTES, text('brain.Event:2')]));
}

/** Says that what an earlier process wrote of later steps no longer holds. */
export function startRecord(wallTime: number, step: number): Uint8Array {
  const started = message([1, VARINT, 1]);
  return record(message([1, DOUBLE, wallTime], [2, VARINT, step], [7, BYTES, started]));
}

/** An `Event` with a `Summary` (tensorflow/core/util/event.proto, framework/summary.proto). */
export function scalarRecord({ wallTime, step, values }: ScalarEvent): Uint8Array {
  const summary = message(
    ...Object.entries(values).map(([tag, value]): Field => [
      1,
      BYTES,
      message([1, BYTES, text(tag)], [2, FLOAT, value]),
    ]),
  );
  return record(message([1, DOUBLE, wallTime], [2, VARINT, step], [5, BYTES, summary]));
}

/** A TFRecord: the length and the data, each with its masked checksum. */
function record(data: Uint8Array): Uint8Array {
  const framed = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(framed.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(framed.subarray(0, 8)), true);
  framed.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return framed;
}

function masked(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}

type Field =
  | readonly [number: number, type: typeof BYTES, value: Uint8Array]
  | readonly [number: number, type: typeof VARINT | typeof DOUBLE | typeof FLOAT, value: number];

function message(...fields: Field[]): Uint8Array {
  return Buffer.concat(
    fields.flatMap(([number, type, value]) => [varint(number * 8 + type), encode(type, value)]),
  );
}

function encode(type: Field[1], value: Field[2]): Uint8Array {
  if (typeof value !== 'number') return Buffer.concat([varint(value.length), value]);
  if (type === VARINT) return varint(value);
  const bytes = new Uint8Array(type === DOUBLE ? 8 : 4);
  const view = new DataView(bytes.buffer);
  if (type === DOUBLE) view.setFloat64(0, value, true);
  else view.setFloat32(0, value, true);
  return bytes;
}

/** Seven bits a byte, the lowest first; steps may need more than 32. */
function varint(value: number): Uint8Array {
  const bytes = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
