import { setImmediate } from 'node:timers/promises';
import { tensor1d, tensor2d, type Tensor1D, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { prepareBatch, type Model } from '@resnext/zoo';
import type { Batch } from './batch.ts';

/** A batch on the device. */
export interface UploadedBatch {
  /** [N, H, W, C], normalised. */
  readonly images: Tensor4D;
  /** What the loss compares with. */
  readonly targets: Tensor1D | Tensor2D;
  readonly labels: Int32Array;
}

export function upload({ labels, targets, ...images }: Batch, { row }: Model): UploadedBatch {
  return {
    images: prepareBatch(images, row.preprocessing),
    targets: targets ? tensor2d(targets, [labels.length, row.classes]) : tensor1d(labels, 'int32'),
    // The loader may fill its buffers anew.
    labels: labels.slice(),
  };
}

export function release({ images, targets }: UploadedBatch): void {
  images.dispose();
  targets.dispose();
}

/** Batches one after the other. */
export interface Feed {
  /** Of the last batch, [N, H, W, C]. */
  readonly shape: Batch['shape'];
  /** The next batch, which is the caller's from now on; nothing at the end. */
  take(): Promise<UploadedBatch | undefined>;
  close(): Promise<void>;
}

/** Looks one batch ahead: fetches and uploads it while the step on the last one computes. */
export function openFeed(batches: () => AsyncIterable<Batch>, model: Model): Feed {
  let iterator: AsyncIterator<Batch, unknown> | undefined;
  let shape: Batch['shape'] = [0, 0, 0, 0];
  const fetch = async (): Promise<UploadedBatch | undefined> => {
    iterator ??= batches()[Symbol.asyncIterator]();
    const next = await iterator.next();
    if (next.done) return undefined;
    shape = next.value.shape;
    return upload(next.value, model);
  };
  const lookAhead = (fetched: Promise<UploadedBatch | undefined>) => {
    // Whoever takes it hears of it; nobody may.
    fetched.catch(() => undefined);
    return fetched;
  };

  let next: Promise<UploadedBatch | undefined> | undefined;
  return {
    get shape() {
      return shape;
    },
    async take() {
      const batch = await (next ?? setImmediate().then(fetch));
      // Not at once, so that the caller's step is on the device first. Backends that compute in place never let an
      // event in, such as the one that aborts: this does.
      next = lookAhead(batch ? setImmediate().then(fetch) : Promise.resolve(undefined));
      return batch;
    },
    async close() {
      const ahead = await next?.catch(() => undefined);
      if (ahead) release(ahead);
      await iterator?.return?.();
    },
  };
}
