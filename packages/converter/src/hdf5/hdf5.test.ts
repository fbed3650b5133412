import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWeights } from '../index.ts';
import { assets } from '../testing/seeds.ts';

/* What h5py wrote: `tools/golden/formats/hdf5.py`. */
const open = (name: string) => readWeights(join(assets, 'hdf5', `${name}.h5`));

describe('HDF5', () => {
  test.each(['earliest', 'latest'])(
    'of the %s format: plain, chunked, packed, of every number type',
    async (version) => {
      await using weights = await open(version);
      expect([...weights.tensors.keys()]).toEqual(Array.from({ length: 12 }, (_, i) => `layer${i}/kernel`));
      const types = [...weights.tensors.values()].map(({ dtype }) => dtype);
      expect(types.slice(0, 4)).toEqual(['F32', 'F32', 'F16', 'F64']);
      let next = 0;
      for (const tensor of weights.tensors.values()) {
        expect(tensor.shape).toEqual([3, 5, 7]);
        for (const value of await tensor.read()) expect(value).toBe(next++);
      }
    },
  );

  test.each([
    ['link', /links within the file but 'a' leads to another file/],
    ['virtual', /numbers within the file but those of 'v' are virtual/],
    ['outside', /numbers within the file but those of 'v' are in another/],
    ['bomb', /as many numbers as it can hold for 'v' but its shape is \[100000, 100000, 10\]/],
  ])('refuses what is elsewhere or nowhere: %s', async (name, message) => {
    await expect(open(name)).rejects.toThrow(message);
  });
});
