import type { Tensor4D } from '@tensorflow/tfjs-core';
import { prepareBatch, type ImageBatch, type Model } from '@resnext/zoo';

/** @returns [N * classes], what the model answers to a batch of images */
export async function predict(model: Model, batch: ImageBatch): Promise<Float32Array> {
  const images = prepareBatch(batch, model.row.preprocessing);
  try {
    return await logitsOf(model, images);
  } finally {
    images.dispose();
  }
}

async function logitsOf(model: Model, images: Tensor4D): Promise<Float32Array> {
  const logits = model.forward(images);
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}
