import { writeSafetensors, type ModelRow } from '@resnext/zoo';
import { ConverterError } from './errors.ts';
import type { FormatName } from './formats/format.ts';
import { readWeights, type ReadWeightsOptions, type Weights } from './readWeights.ts';
import { resolveModel, type ResolveOptions } from './resolveModel.ts';
import type { SchemeName } from './schemes/scheme.ts';
import type { WeightTensor } from './tensors.ts';
import { writerOf } from './writers/index.ts';
import { writeWeights } from './writeWeights.ts';
import type { WriteOptions, WriterName } from './writers/writer.ts';

export interface ConvertOptions extends ReadWeightsOptions, Omit<ResolveOptions, 'scheme'>, WriteOptions {
  /** A path, or the bytes of a file. */
  readonly input: string | Uint8Array;
  /** A path; its ending says the format unless `to` does. */
  readonly output: string;
  readonly to?: WriterName;
  /** How the layers are named; `none` copies arrays as they are called, of whatever model, to safetensors. */
  readonly scheme?: SchemeName | 'none';
}

/** What was converted. */
export interface Conversion {
  readonly from: FormatName;
  readonly to: WriterName;
  /** Undefined where arrays were copied as they are. */
  readonly row: ModelRow | undefined;
  readonly scheme: SchemeName | 'none';
  /** How many were written. */
  readonly tensors: number;
  /** What had to be done or assumed, for people. It is in the metadata of the output, too. */
  readonly notes: readonly string[];
}

/** The text of a file that says where its weights come from and what was done to them. */
const ORIGIN_KEY = 'resnext.origin';

/**
 * Converts a file of weights of any format and naming scheme. One array at a time is in memory; the
 * output appears when it is whole.
 *
 * @throws ConverterError or ZooError when the input cannot be read or is no ResNeXt, or the output cannot
 *   be written.
 */
export async function convert(options: ConvertOptions): Promise<Conversion> {
  const { input, output, to, scheme, ...rest } = options;
  const writer = writerOf(output, to);
  await using weights = await readWeights(input, rest);
  if (scheme === 'none') return await copyArrays(weights, output, writer.name);
  const model = await resolveModel(weights, { ...rest, scheme });
  const { row, notes } = model;
  const origin = JSON.stringify({ format: weights.format, scheme: model.scheme, notes });
  await writeWeights(model, output, { ...rest, to: writer.name, metadata: { [ORIGIN_KEY]: origin } });
  return {
    from: weights.format,
    to: writer.name,
    row,
    scheme: model.scheme,
    tensors: model.weights.size,
    notes,
  };
}

async function copyArrays(weights: Weights, output: string, to: WriterName): Promise<Conversion> {
  if (to !== 'safetensors') {
    throw new ConverterError(
      'CONVERTER_BAD_OPTION',
      `expected safetensors for arrays that make no model but received ${to}`,
    );
  }
  const tensors = new Map([...weights.tensors].map(([name, tensor]) => [name, writable(tensor)]));
  await writeSafetensors(output, tensors, { format: 'pt' });
  return { from: weights.format, to, row: undefined, scheme: 'none', tensors: tensors.size, notes: [] };
}

function writable({ dtype, shape, read, pieces }: WeightTensor) {
  return dtype === 'I64' || dtype === 'F32'
    ? { dtype, shape, read, pieces }
    : { dtype: 'F32' as const, shape, read };
}
