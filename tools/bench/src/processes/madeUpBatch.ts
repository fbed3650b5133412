import type { Batch } from '@resnext/trainer';
import type { ModelRow } from '@resnext/zoo';

/** Images with no two neighbours alike, the same every time. */
export function madeUpBatch(
  { channels, classes, preprocessing: { inputSize } }: ModelRow,
  batch: number,
): Batch {
  return {
    images: Uint8Array.from({ length: batch * inputSize * inputSize * channels }, (_, index) => index * 151),
    shape: [batch, inputSize, inputSize, channels],
    labels: Int32Array.from({ length: batch }, (_, index) => index % classes),
  };
}
