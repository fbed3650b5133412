import type { Batch } from './batch.ts';
import { TrainerError } from './errors.ts';

/** How TensorFlow says that a device's memory is full. */
const FULL = /OOM when allocating|RESOURCE_EXHAUSTED|Invalid TF_Status: 8\b/;

/**
 * Says how many images would fit, where a step ran out of the device's memory: halves the batch until a step
 * does. Other errors stay as they are.
 *
 * @param shape of the batch that did not fit, [N, H, W, C]
 * @param step takes a step that may be lost, as the training ends with the error
 */
export async function explainOutOfMemory(
  error: unknown,
  shape: Batch['shape'],
  step: (smaller: Batch) => Promise<unknown>,
): Promise<unknown> {
  if (!isOutOfMemory(error)) return error;
  const [images] = shape;
  const fitting = await largestFitting(shape, step);
  const way =
    fitting > 0
      ? `${fitting} do: use a batch size of ${fitting}, accumulate the gradients of such batches, or recompute`
      : 'not even one does: recompute, or use a smaller model';
  return new TrainerError(
    'TRAINER_OUT_OF_MEMORY',
    `expected a batch that fits into the memory of the device but ${images} images do not; ${way}`,
    { cause: error },
  );
}

async function largestFitting(
  [images, ...image]: Batch['shape'],
  step: (smaller: Batch) => Promise<unknown>,
): Promise<number> {
  for (let size = Math.floor(images / 2); size >= 1; size = Math.floor(size / 2)) {
    try {
      await step(black([size, ...image]));
      return size;
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
    }
  }
  return 0;
}

function black(shape: Batch['shape']): Batch {
  const bytes = shape.reduce((product, size) => product * size, 1);
  return { images: new Uint8Array(bytes), labels: new Int32Array(shape[0]), shape };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && FULL.test(error.message);
}
