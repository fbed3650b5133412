import type { ByteSource } from '../bytes/source.ts';
import { ConverterError } from '../errors.ts';
import { caffe } from './caffe.ts';
import { head, type Format, type FormatName } from './format.ts';
import { keras } from './keras.ts';
import { mxnet } from './mxnet.ts';
import { onnx } from './onnx.ts';
import { pytorch } from './pytorch.ts';
import { safetensors } from './safetensors.ts';
import { tfjs } from './tfjs.ts';
import { torch7 } from './torch7.ts';

/** In the order in which a file is held against them: those with a mark of their own first. */
const formats: readonly Format[] = [keras, safetensors, mxnet, pytorch, tfjs, onnx, caffe, torch7];

export const formatNames: readonly FormatName[] = formats.map(({ name }) => name);

/** @throws ConverterError when there is no such format. */
export function formatOf(name: string): Format {
  const format = formats.find((each) => each.name === name);
  if (format) return format;
  throw new ConverterError(
    'CONVERTER_BAD_OPTION',
    `expected one of ${formatNames.join(', ')} for the format but received '${name}'`,
  );
}

/**
 * The format of a file by its content, whatever it is called.
 *
 * @throws ConverterError when it is none that is known.
 */
export function detectFormat(source: ByteSource): Format {
  const format = formats.find((each) => each.recognises(source));
  if (format) return format;
  const known = formats.map(({ title }) => title).join(', ');
  const first = [...head(source, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new ConverterError(
    'CONVERTER_UNKNOWN_FORMAT',
    `expected a file of ${known} for ${source.name} but it begins with ${first === '' ? 'nothing: it is empty' : first}`,
  );
}
