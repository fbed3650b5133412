import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

/** Numbers that lengths, counts and offsets are not prepared for. */
const odd = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x7fffffffffffffffn,
  0xffffffffffffffffn,
];

/** Descriptions are at either end of most files, and numbers between. */
const END_BYTES = 2048;

/** A damaged copy of a file: a few changes, of kinds that files meet in the world and at the hands of others. */
export function mutate(seed: Uint8Array, random: RandomGenerator): Uint8Array {
  let bytes = seed.slice();
  const changes = below(random, 5) + 1;
  for (let i = 0; i < changes && bytes.length > 0; i++) bytes = change(bytes, random);
  return bytes;
}

function change(bytes: Uint8Array<ArrayBuffer>, random: RandomGenerator): Uint8Array<ArrayBuffer> {
  const at = place(bytes.length, random);
  const length = Math.min(below(random, 64) + 1, bytes.length - at);
  switch (below(random, 9)) {
    case 0:
      bytes[at]! ^= 1 << below(random, 8);
      return bytes;
    case 1:
      bytes[at] = below(random, 256);
      return bytes;
    case 2:
    case 3:
    case 4: {
      const size = [1, 2, 4, 8][below(random, 4)]!;
      const value = odd[below(random, odd.length)]!;
      for (let i = 0; i < size && at + i < bytes.length; i++)
        bytes[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
      return bytes;
    }
    case 5:
      return bytes.slice(0, at);
    case 6:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 7:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    default: {
      const from = place(bytes.length, random);
      bytes.copyWithin(at, from, Math.min(from + length, bytes.length));
      return bytes;
    }
  }
}

function place(length: number, random: RandomGenerator): number {
  const within = Math.min(END_BYTES, length);
  const kind = below(random, 4);
  if (kind === 0) return below(random, length);
  return kind === 1 ? length - 1 - below(random, within) : below(random, within);
}

function below(random: RandomGenerator, limit: number): number {
  return uniformInt(random, 0, limit - 1);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
