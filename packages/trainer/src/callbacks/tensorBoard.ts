import { appendFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { TrainerError } from '../errors.ts';
import { scalarRecord, startRecord, versionRecord } from '../logs/tensorBoard/event.ts';
import type { Callback } from './callback.ts';

/** Steps between writes: what a killed process loses of its curves. */
const STEPS_A_WRITE = 50;

/**
 * Losses, accuracies, rates and speed for TensorBoard: `tensorboard --logdir DIR`. Each process writes a file of its
 * own, which says from which step on it holds.
 *
 * @param folder for the files
 */
export function tensorBoard(folder: string): Callback {
  const path = join(
    folder,
    `events.out.tfevents.${Math.floor(Date.now() / 1000)}.${hostname()}.${process.pid}`,
  );
  let records: Uint8Array[] = [];
  const now = (): number => Date.now() / 1000;

  async function flush(): Promise<void> {
    if (records.length === 0) return;
    const bytes = Buffer.concat(records);
    records = [];
    try {
      await mkdir(folder, { recursive: true });
      await appendFile(path, bytes);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TrainerError('TRAINER_CANNOT_WRITE', `expected to write ${path} but ${reason}`, { cause });
    }
  }

  return {
    onStart({ totalSteps }) {
      records.push(versionRecord(now()), startRecord(now(), totalSteps + 1));
    },
    async onStep({ totalSteps: step, loss, learningRate, images, seconds }) {
      const values = { 'step/loss': loss, learning_rate: learningRate, images_per_second: images / seconds };
      records.push(scalarRecord({ wallTime: now(), step, values }));
      if (records.length >= STEPS_A_WRITE) await flush();
    },
    async onEpoch({ epoch: { train, test }, totalSteps: step }) {
      const values = {
        'train/loss': train.loss,
        'train/top1': train.top1,
        'train/top5': train.top5,
        'test/loss': test.loss,
        'test/top1': test.top1,
        'test/top5': test.top5,
      };
      records.push(scalarRecord({ wallTime: now(), step, values }));
      await flush();
    },
    // A training that ends with an error has that to tell, and not another about its curves.
    onEnd: () => flush().catch(() => undefined),
  };
}
