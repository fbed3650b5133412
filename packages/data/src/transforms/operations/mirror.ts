import type { Sample } from '../../datasets/sample.ts';
import { mirrored } from '../../images/pixelKernels.ts';

/** A sample with left and right exchanged. */
export function mirror(sample: Sample): Sample {
  const { height, width, channels, pixels: source } = sample;
  if (source instanceof Uint8Array) return { ...sample, pixels: mirrored(source, sample) };
  const pixels = new Float32Array(source.length);
  for (let y = 0, from = 0; y < height; y++) {
    for (let to = ((y + 1) * width - 1) * channels; to >= y * width * channels; to -= channels) {
      for (let channel = 0; channel < channels; channel++) pixels[to + channel] = source[from++]!;
    }
  }
  return { ...sample, pixels };
}
