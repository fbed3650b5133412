import { ROW_KEY } from '@resnext/zoo';
import type { ResolvedModel } from './resolveModel.ts';
import { writerOf } from './writers/index.ts';
import type { WriteOptions, WriterName } from './writers/writer.ts';

export interface WriteWeightsOptions extends WriteOptions {
  /** The format; the path's ending says it unless told. */
  readonly to?: WriterName;
  /** Texts that the file carries besides the row. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a model in one of the formats that are written. One array at a time is in memory.
 *
 * @param model a row and weights: what `resolveModel` gives, or `{ row, weights: model.stateDict() }`
 * @returns the format
 * @throws ConverterError or ZooError when it cannot be written; what was there before is then still there.
 */
export async function writeWeights(
  { row, weights }: Pick<ResolvedModel, 'row' | 'weights'>,
  path: string,
  { to, metadata = {}, ...options }: WriteWeightsOptions = {},
): Promise<WriterName> {
  const writer = writerOf(path, to);
  await writer.write(
    path,
    { row, weights, metadata: { [ROW_KEY]: JSON.stringify(row), ...metadata } },
    options,
  );
  return writer.name;
}
