import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import { prepareBatch, type ImageBatch } from '../prepareBatch.ts';

/**
 * What a model answers to a batch of images.
 *
 * @returns [N * classes], row by row
 * @throws ZooError when the images are not the model's.
 */
export async function predict(model: Model, batch: ImageBatch): Promise<Float32Array> {
  const images = prepareBatch(batch, model.row.preprocessing);
  try {
    return await takeValues(model.forward(images));
  } finally {
    images.dispose();
  }
}

/** The values of a tensor, which is freed. */
export async function takeValues(tensor: Tensor): Promise<Float32Array> {
  try {
    return (await tensor.data()) as Float32Array;
  } finally {
    tensor.dispose();
  }
}
