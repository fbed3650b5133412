import { DataError, loadImage, type Image } from '@resnext/data';
import { softmax, topK } from '@resnext/evaluator';
import { imageOptionsOf, predict, type Model } from '@resnext/zoo';
import { pause } from './pause.ts';

export interface Prediction {
  readonly index: number;
  readonly label: string;
  /** The probability, from 0 to 1. */
  readonly score: number;
}

export interface Classified {
  readonly path: string;
  readonly predictions: readonly Prediction[];
  readonly logits?: readonly number[];
}

/** A file that is no image. */
export interface Unreadable {
  readonly path: string;
  readonly error: string;
}

export interface ClassifyOptions {
  readonly model: Model;
  readonly labels: readonly string[];
  /** How many classes to name. */
  readonly top: number;
  /** Whether the answer carries the logits. */
  readonly logits?: boolean;
  readonly signal: AbortSignal;
}

/** Names what is on each image, one image at a time, in their order. */
export async function* classifyImages(
  paths: readonly string[],
  { model, labels, top, logits: wantsLogits = false, signal }: ClassifyOptions,
): AsyncGenerator<Classified | Unreadable> {
  for (const path of paths) {
    await pause(signal);
    const image = await tryLoad(path, model);
    if ('error' in image) {
      yield image;
      continue;
    }
    const { pixels, height, width, channels } = image;
    const logits = await predict(model, { images: pixels, shape: [1, height, width, channels] });
    const predictions = topK(softmax(logits), top).map(({ index, value }) => ({
      index,
      label: labels[index]!,
      score: value,
    }));
    yield { path, predictions, ...(wantsLogits && { logits: [...logits] }) };
  }
}

async function tryLoad(path: string, { row }: Model): Promise<Image | Unreadable> {
  try {
    return await loadImage(path, imageOptionsOf(row));
  } catch (error) {
    if (error instanceof DataError) return { path, error: error.message };
    throw error;
  }
}
