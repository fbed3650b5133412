import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { ConverterError } from '../errors.ts';
import type { FormatName } from '../formats/format.ts';
import { readWeights } from '../readWeights.ts';
import { resolveModel } from '../resolveModel.ts';
import { mutate } from './mutate.ts';
import type { Seed } from './seeds.ts';

/**
 * Damages a file in a way that a number decides, reads it with all of its numbers, and looks for a model.
 *
 * @returns the code of the error that came of it, or `read`
 * @throws what is no error of ours
 */
export async function readMutant(
  seeds: readonly Seed[],
  format: FormatName,
  number: number,
): Promise<string> {
  const random = xoroshiro128plus(number);
  const seed = seeds[uniformInt(random, 0, seeds.length - 1)]!;
  const { description, files } = seed;
  // What describes a file is as little to be trusted as the file.
  const other = description !== undefined && uniformInt(random, 0, 3) === 0;
  const bytes = other ? seed.bytes : mutate(seed.bytes, random);
  // A file of another format may come of it; half of the time it is taken for what it was.
  const asIs = uniformInt(random, 0, 1) === 0;
  try {
    const weights = await readWeights(bytes, {
      ...(asIs ? { format } : {}),
      ...(description && { description: other ? mutate(description, random) : description }),
      ...(files && { files }),
    });
    for (const tensor of weights.tensors.values()) await tensor.read();
    await resolveModel(weights);
    return 'read';
  } catch (error) {
    if (error instanceof ConverterError) return error.code;
    throw error;
  }
}
