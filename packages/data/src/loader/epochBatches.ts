import { DataError } from '../errors.ts';
import type { Batch } from './batch.ts';
import type { EntrySource } from './entries.ts';
import type { Executor } from './executor.ts';
import type { Slot } from './slot.ts';
import type { SlotPool } from './slots.ts';
import type { SkippedImage, Task } from './task.ts';

/** How the batches of an epoch are made. */
export interface EpochPlan {
  readonly epoch: number;
  /** The first batch wanted, and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** How many samples a batch has. */
  samplesOf(batch: number): number;
  readonly take: EntrySource;
  readonly executor: Executor;
  readonly slots: SlotPool;
  /** How many batches are being made at once. */
  readonly ahead: number;
  /** How many samples a worker gets at a time. */
  readonly chunk: number;
  readonly rank: number;
  readonly skipsBadImages: boolean;
  onSkipped(skipped: readonly SkippedImage[]): void;
}

/**
 * Makes batches ahead of the consumer and gives them in order. A batch is overwritten when the consumer asks for the
 * next but one; those that nobody asks for any more are given up.
 */
export async function* epochBatches(plan: EpochPlan): AsyncGenerator<Batch, void> {
  const { slots, ahead, start, end } = plan;
  const pending: { slot: Slot; made: Promise<void> }[] = [];
  const held: Slot[] = [];
  let next = start;
  try {
    for (;;) {
      while (held.length > 1) slots.give(held.shift()!);
      while (pending.length < ahead && next < end) {
        const slot = slots.take();
        const made = makeBatch(plan, next++, slot);
        // Whoever waits for the batch hears of its error, in its turn.
        made.catch(() => {});
        pending.push({ slot, made });
      }
      const first = pending[0];
      if (first === undefined) return;
      await first.made;
      pending.shift();
      held.push(first.slot);
      yield first.slot.batch();
    }
  } finally {
    for (const { slot, made } of pending) {
      slot.cancel();
      // Workers may still be writing into it.
      const give = () => slots.give(slot);
      made.then(give, give);
    }
  }
}

async function makeBatch(plan: EpochPlan, batch: number, slot: Slot): Promise<void> {
  const { epoch, executor, chunk, skipsBadImages, rank } = plan;
  const entries = await plan.take(plan.samplesOf(batch));
  slot.begin(entries.length);
  const tasks: Task[] = [];
  for (let position = 0; position < entries.length; position += chunk) {
    const part = entries.slice(position, position + chunk);
    tasks.push({ epoch, batchKey: [batch, rank], position, entries: part, skipsBadImages });
  }
  const results = await Promise.allSettled(tasks.map((task) => executor.run(task, slot)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const skipped = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  plan.onSkipped(skipped);
  if (skipped.length === entries.length) throw allBad(batch, skipped);
}

function allBad(batch: number, skipped: readonly SkippedImage[]): DataError {
  return new DataError(
    'DATA_BAD_IMAGES',
    `expected an image that can be read in batch ${batch} but received ${skipped.length} bad ones, the first of them: ` +
      skipped[0]!.reason,
  );
}
