import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DataError } from '../errors.ts';
import { Random } from '../random/random.ts';
import { decodeImage } from './decodeImage.ts';

const VARIANTS = new URL('../../test-assets/variants/', import.meta.url);
const MUTATIONS = 60;

function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  const length = random.uniform() < 0.3 ? random.int(bytes.length + 1) : bytes.length;
  const mutant = bytes.slice(0, length);
  for (let change = random.int(8); change > 0 && length > 0; change--)
    mutant[random.int(length)] = random.int(256);
  return mutant;
}

describe('decodeImage, given damaged files', async () => {
  it.each((await readdir(VARIANTS)).sort())(
    'makes an image or a DataError of every mutant of %s',
    async (name) => {
      const bytes = await readFile(new URL(name, VARIANTS));
      for (let round = 0; round < MUTATIONS; round++) {
        const mutant = mutate(bytes, Random.from(1, round));
        // Damaged headers announce sizes that no test should wait for.
        const outcome = await decodeImage(mutant, { resize: 16, crop: 16, limitInputPixels: 1e6 }).catch(
          (error: unknown) => error,
        );
        if (outcome instanceof DataError) expect(outcome.message).toMatch(/^expected [^\n]+$/);
        else expect(outcome).toMatchObject({ height: 16, width: 16, channels: 3 });
      }
    },
  );
});
