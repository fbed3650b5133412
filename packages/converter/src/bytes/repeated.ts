import { dtypeBytes, toFloat32 } from '@resnext/zoo';
import { badFile } from '../errors.ts';
import { numbersOf, storedTensor, type WeightTensor } from '../tensors.ts';
import { messageOf, type Field } from './protobuf.ts';
import type { ByteSource } from './source.ts';

/** Numbers of a message: packed into one field, or several, or each in a field of its own. */
export interface Repeated {
  readonly source: ByteSource;
  readonly message: Field;
  /** Of the field in the message. */
  readonly number: number;
  readonly dtype: 'F32' | 'F64';
}

/** @throws ConverterError when there are more or fewer numbers than the shape says. */
export function repeatedTensor(name: string, shape: readonly number[], repeated: Repeated): WeightTensor {
  const { source, dtype } = repeated;
  const size = dtypeBytes[dtype];
  const needed = numbersOf(shape, name, source.name) * size;
  let bytes = 0;
  let fields = 0;
  let position = 0;
  for (const field of partsOf(repeated)) {
    if (field.length % size !== 0) throw badFile(source.name, `whole numbers of ${size} bytes for '${name}'`);
    if (fields++ === 0) position = field.position;
    bytes += field.length;
  }
  if (bytes !== needed) {
    throw badFile(source.name, `${needed} bytes for '${name}' [${shape.join(', ')}] but it has ${bytes}`);
  }
  if (fields === 1) return storedTensor(name, { source, position, dtype, shape });
  return {
    dtype,
    shape,
    async read() {
      const all = new Uint8Array(bytes);
      let done = 0;
      for (const part of partsOf(repeated)) {
        all.set(source.bytes(part.position, part.length), done);
        done += part.length;
      }
      return toFloat32(all, dtype);
    },
  };
}

/** Looked for anew each time: a field for each number would take far more memory than the numbers. */
function* partsOf({ source, message, number }: Repeated): Generator<Field> {
  for (const field of messageOf(source, message)) if (field.number === number) yield field;
}
