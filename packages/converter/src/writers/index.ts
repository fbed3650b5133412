import { ConverterError } from '../errors.ts';
import { onnxWriter } from './onnx.ts';
import { pytorchWriter } from './pytorch.ts';
import { safetensorsWriter } from './safetensors.ts';
import { tfjsWriter } from './tfjs.ts';
import type { Writer, WriterName } from './writer.ts';

const writers: readonly Writer[] = [safetensorsWriter, pytorchWriter, onnxWriter, tfjsWriter];

export const writerNames: readonly WriterName[] = writers.map(({ name }) => name);

/**
 * The writer of a name, or the one whose files are called as the path is; a path without an ending is a
 * folder, for TensorFlow.js.
 *
 * @throws ConverterError when there is no such writer.
 */
export function writerOf(path: string, name?: string): Writer {
  const ending = /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? '.json';
  const writer = writers.find((each) =>
    name === undefined ? each.endings.includes(ending) : each.name === name,
  );
  if (writer) return writer;
  throw new ConverterError(
    'CONVERTER_BAD_OPTION',
    name === undefined
      ? `expected a file ending in ${writers.flatMap(({ endings }) => endings).join(', ')} for the output but received '${path}'; or name the format`
      : `expected one of ${writerNames.join(', ')} for the format of the output but received '${name}'`,
  );
}
