import { DataError } from '../errors.ts';
import { Random } from '../random/random.ts';
import { makeViews, type Entry, type Pipeline } from './pipeline.ts';
import { requireLayout } from './sampleLayout.ts';
import type { Slot } from './slot.ts';

/** Some consecutive samples of a batch, to be made and put into its slot. */
export interface Task {
  readonly epoch: number;
  /** What the choices of mixing follow from, beside the seed and the epoch. */
  readonly batchKey: readonly number[];
  /** The place of the first sample in the batch. */
  readonly position: number;
  readonly entries: readonly Entry[];
  /** Whether bad images are left out; otherwise they are errors. */
  readonly skipsBadImages: boolean;
}

/** An image that was left out. */
export interface SkippedImage {
  readonly index: number;
  readonly name: string;
  readonly epoch: number;
  readonly reason: string;
}

/** Samples that are read and decoded at the same time, while another is transformed. */
const AT_A_TIME = 3;

/**
 * Makes samples and puts them into their slot; whoever puts the last one in finishes the batch.
 *
 * @returns the images that were left out
 * @throws {DataError} `DATA_SHAPE_MISMATCH`, or what reading and decoding throw
 */
export async function runTask(task: Task, slot: Slot, pipeline: Pipeline): Promise<SkippedImage[]> {
  const skipped: SkippedImage[] = [];
  const { entries } = task;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < entries.length && !slot.isCancelled) {
      const offset = next++;
      const bad = await makeSample(entries[offset]!, task.position + offset, { task, slot, pipeline });
      if (bad !== undefined) skipped.push(bad);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  if (!slot.isCancelled && slot.finish(entries.length)) finishBatch(task, slot, pipeline);
  return skipped;
}

async function makeSample(
  entry: Entry,
  position: number,
  { task, slot, pipeline }: { task: Task; slot: Slot; pipeline: Pipeline },
): Promise<SkippedImage | undefined> {
  const name = 'name' in entry.item ? entry.item.name : `sample ${entry.index}`;
  try {
    const views = await makeViews(entry, task.epoch, pipeline);
    requireLayout(views, slot.memory.layout, name);
    slot.write(position, entry.index, views);
    return undefined;
  } catch (error) {
    if (!task.skipsBadImages || !isBadImage(error)) throw error;
    return { index: entry.index, name, epoch: task.epoch, reason: error.message };
  }
}

function finishBatch({ epoch, batchKey }: Task, slot: Slot, { batchTransform, seed }: Pipeline): void {
  slot.compact();
  const batch = slot.batch();
  if (batchTransform === undefined || batch.labels.length === 0) return;
  const targets = batchTransform(batch, Random.from(seed, epoch, ...batchKey));
  if (targets !== undefined) slot.setTargets(targets);
}

/** Whether an image's own bytes are at fault; a file that cannot be read is another matter. */
export function isBadImage(error: unknown): error is DataError {
  return (
    error instanceof DataError &&
    ['DATA_NOT_AN_IMAGE', 'DATA_UNSUPPORTED_IMAGE', 'DATA_IMAGE_TOO_LARGE'].includes(error.code)
  );
}
