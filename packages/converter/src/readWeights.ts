import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileSource, memorySource } from './bytes/source.ts';
import { companionsOf, type CompanionOptions } from './companions.ts';
import type { Contents, FormatName } from './formats/format.ts';
import { detectFormat, formatOf } from './formats/index.ts';

export interface ReadWeightsOptions extends CompanionOptions {
  /** What the file is; found by its content unless told. */
  readonly format?: FormatName;
}

/** An open file of weights; its numbers are read as they are asked for. Close it when done. */
export interface Weights extends Contents, AsyncDisposable {
  readonly format: FormatName;
  /** What errors and notes call it. */
  readonly source: string;
  close(): Promise<void>;
}

/**
 * Opens a file of weights of any format. What describes the arrays is read and checked against the bytes
 * that are there; nothing in the file is executed, and no other file is opened but those beside it that
 * belong to it.
 *
 * @param input a path - of a folder with a `model.json`, too - or the bytes of a file
 * @throws ConverterError when it cannot be read, is of no known format, breaks a rule of it, or asks for
 *   what no reader should do.
 */
export async function readWeights(
  input: string | Uint8Array,
  options: ReadWeightsOptions = {},
): Promise<Weights> {
  const path = typeof input === 'string' ? fileWithin(input) : undefined;
  const source = path === undefined ? memorySource(input as Uint8Array, 'the given bytes') : fileSource(path);
  const opened = [source];
  const close = async (): Promise<void> => opened.forEach((each) => each.close());
  try {
    const format = options.format === undefined ? detectFormat(source) : formatOf(options.format);
    const companions = companionsOf(path, source.name, options);
    try {
      const contents = await format.read(source, companions);
      return { ...contents, format: format.name, source: source.name, close, [Symbol.asyncDispose]: close };
    } finally {
      opened.push(...companions.opened);
    }
  } catch (error) {
    await close();
    throw error;
  }
}

function fileWithin(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, 'model.json') : path;
}
