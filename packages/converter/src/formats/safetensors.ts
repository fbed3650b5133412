import { headerLength, parseHeader, ZooError } from '@resnext/zoo';
import type { ByteSource } from '../bytes/source.ts';
import { ConverterError } from '../errors.ts';
import { storedTensor } from '../tensors.ts';
import { head, type Format } from './format.ts';

const PREFIX_BYTES = 8;

/** Hugging Face's format, which is also ours: the zoo knows its rules. */
export const safetensors: Format = {
  name: 'safetensors',
  title: 'safetensors',
  recognises(source) {
    const first = head(source, PREFIX_BYTES + 1);
    if (first.length <= PREFIX_BYTES || first[PREFIX_BYTES] !== '{'.charCodeAt(0)) return false;
    const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
    // A header that is longer than the file is a truncated file of this format, if it is short enough.
    return length <= BigInt(Math.max(source.size, 100_000_000));
  },
  async read(source) {
    const { header, start } = readHeader(source);
    const tensors = [...header.tensors].map(([name, { dtype, shape, begin }]) => {
      return [name, storedTensor(name, { source, position: start + begin, dtype, shape })] as const;
    });
    return { tensors: new Map(tensors), attributes: new Map(), metadata: header.metadata };
  },
};

function readHeader(source: ByteSource) {
  try {
    const length = headerLength(head(source, PREFIX_BYTES), source.size, source.name);
    const start = PREFIX_BYTES + length;
    const json = source.bytes(PREFIX_BYTES, length);
    return { header: parseHeader(json, source.size - start, source.name), start };
  } catch (error) {
    if (!(error instanceof ZooError)) throw error;
    throw new ConverterError('CONVERTER_BAD_FILE', error.message, { cause: error });
  }
}
