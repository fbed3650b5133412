import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';
import { scalarRecord, startRecord, versionRecord } from './event.ts';

/* Bytes by hand, from the definitions of TFRecord and of protocol buffers; TensorBoard's own reader: tools/tensorboard. */

const masked = (bytes: Uint8Array): number => {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
};

function messageOf(record: Uint8Array): number[] {
  const bytes = Buffer.from(record);
  const length = Number(bytes.readBigUInt64LE(0));
  expect(record).toHaveLength(16 + length);
  expect(bytes.readUInt32LE(8)).toBe(masked(bytes.subarray(0, 8)));
  const data = bytes.subarray(12, 12 + length);
  expect(bytes.readUInt32LE(12 + length)).toBe(masked(data));
  return [...data];
}

const ascii = (text: string): number[] => [...Buffer.from(text)];
// 1.5 as a double, lowest byte first.
const time = [0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f];

test('the version comes first', () => {
  expect(messageOf(versionRecord(1.5))).toEqual([...time, 0x1a, 13, ...ascii('brain.Event:2')]);
});

test('a start says from which step on it holds', () => {
  expect(messageOf(startRecord(1.5, 300))).toEqual([...time, 0x10, 0xac, 0x02, 0x3a, 2, 0x08, 1]);
});

test('values are floats under their tags, steps may be large', () => {
  const step = 2 ** 35;
  expect(messageOf(scalarRecord({ wallTime: 1.5, step, values: { a: 1, bc: -2 } }))).toEqual([
    ...[...time, 0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    ...[0x2a, 21, 0x0a, 8, 0x0a, 1, ...ascii('a'), 0x15, 0, 0, 0x80, 0x3f],
    ...[0x0a, 9, 0x0a, 2, ...ascii('bc'), 0x15, 0, 0, 0, 0xc0],
  ]);
});
