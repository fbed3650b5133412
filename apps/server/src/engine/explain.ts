import { slice, tidy, type Tensor4D } from '@tensorflow/tfjs-core';
import { softmax, topK } from '@resnext/evaluator';
import { takeValues, type Model } from '@resnext/zoo';
import type { ActivationMap, Explanation } from '../service/answer.ts';
import type { BatchPart } from '../service/engine.ts';

/** What a network said of a batch. */
interface Said {
  /** [images, classes] */
  readonly logits: Float32Array;
  /** [images, h, w, features] */
  readonly features: Tensor4D;
}

/** @returns by part, an explanation for each of its images; none for parts that want none */
export async function explain(
  model: Model,
  { logits, features }: Said,
  parts: readonly BatchPart[],
): Promise<(readonly Explanation[])[]> {
  const { classes } = model.row;
  const explanations: (readonly Explanation[])[] = [];
  let start = 0;
  for (const { images, explain: wanted = 0 } of parts) {
    const end = start + images.shape[0];
    const own = logits.subarray(start * classes, end * classes);
    explanations.push(wanted === 0 ? [] : await explainImages(own, { start, end, wanted }));
    start = end;
  }
  return explanations;

  async function explainImages(
    own: Float32Array,
    { start, end, wanted }: { readonly start: number; readonly end: number; readonly wanted: number },
  ): Promise<Explanation[]> {
    const [, height, width, depth] = features.shape;
    const activations = await takeValues(
      tidy(() =>
        model.classActivations(slice(features, [start, 0, 0, 0], [end - start, height, width, depth])),
      ),
    );
    const size = height * width * classes;
    return Array.from({ length: end - start }, (_, image) => {
      // As the answer ranks them: by probability, in which neighbouring logits may be equal.
      const best = topK(softmax(own.slice(image * classes, (image + 1) * classes)), wanted);
      const places = activations.subarray(image * size, (image + 1) * size);
      return { maps: best.map(({ index }): ActivationMap => mapOf(places, index)) };
    });

    function mapOf(places: Float32Array, index: number): ActivationMap {
      const values = Float32Array.from(
        { length: height * width },
        (_, place) => places[place * classes + index]!,
      );
      return { index, height, width, values };
    }
  }
}
