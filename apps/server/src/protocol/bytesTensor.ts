import { badRequest } from './badRequest.ts';

const LENGTH_BYTES = 4;

/** The elements of a BYTES tensor in binary: each is its length in four bytes, then itself. */
export function readBytesTensor(bytes: Uint8Array, count: number, name: string): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const start = offset + LENGTH_BYTES;
    const end = start <= bytes.length ? start + view.getUint32(offset, true) : Infinity;
    if (end > bytes.length) {
      throw badRequest(
        `expected element ${elements.length} of ${name} to end within its ${bytes.length} bytes but its length goes beyond`,
      );
    }
    elements.push(bytes.subarray(start, end));
    if (elements.length > count) break;
    offset = end;
  }
  if (elements.length === count) return elements;
  const received = elements.length > count ? 'more' : elements.length;
  throw badRequest(`expected ${count} elements in the binary data of ${name} but received ${received}`);
}

export function writeBytesTensor(elements: readonly string[]): Uint8Array {
  return Buffer.concat(
    elements.flatMap((element) => {
      const bytes = Buffer.from(element);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}
