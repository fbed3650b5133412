import { expect, test } from 'vitest';
import type { Batch } from './batch.ts';
import { explainOutOfMemory } from './outOfMemory.ts';

const shape = [24, 2, 2, 1] as const;

const full = new Error('Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[24,2,2,1]');

/** A device for this many images. */
const deviceFor = (most: number) => {
  const tried: Batch[] = [];
  return {
    tried,
    step: async (smaller: Batch) => {
      tried.push(smaller);
      if (smaller.labels.length > most) throw full;
    },
  };
};

test('names the half, quarter, ... of the batch that fits', async () => {
  const { tried, step } = deviceFor(7);
  expect(await explainOutOfMemory(full, shape, step)).toMatchObject({
    code: 'TRAINER_OUT_OF_MEMORY',
    message:
      'expected a batch that fits into the memory of the device but 24 images do not; ' +
      '6 do: use a batch size of 6, accumulate the gradients of such batches, or recompute',
    cause: full,
  });
  expect(tried.map(({ labels }) => labels.length)).toEqual([12, 6]);
  expect(tried[1]).toEqual({
    images: new Uint8Array(24),
    labels: new Int32Array(6),
    shape: [6, 2, 2, 1],
  });
});

test('says so when not even one image fits', async () => {
  const error = await explainOutOfMemory(full, shape, deviceFor(0).step);
  expect((error as Error).message).toContain('24 images do not; not even one does: recompute');
});

test('leaves every other error as it is', async () => {
  const other = new Error('no such tensor');
  expect(await explainOutOfMemory(other, shape, deviceFor(0).step)).toBe(other);
});
