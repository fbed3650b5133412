import { mean, tidy } from '@tensorflow/tfjs-core';
import { loadImage } from '@resnext/data';
import { imageOptionsOf, prepareBatch, takeValues, type Model } from '@resnext/zoo';
import { pause } from './pause.ts';

/** What the classifier of a model sees of each image, one image at a time: its features, averaged over the places. */
export async function* featuresOf(
  paths: readonly string[],
  { model, signal }: { readonly model: Model; readonly signal: AbortSignal },
): AsyncGenerator<Float32Array> {
  for (const path of paths) {
    await pause(signal);
    const { pixels, height, width, channels } = await loadImage(path, imageOptionsOf(model.row));
    const pooled = tidy(() => {
      const batch = prepareBatch(
        { images: pixels, shape: [1, height, width, channels] },
        model.row.preprocessing,
      );
      return mean(model.forwardWithFeatures(batch).features, [1, 2]);
    });
    yield await takeValues(pooled);
  }
}
