import type { MixableBatch } from './batchTransform.ts';

/** How mixing pairs samples: each with the one before it, the first with the last, as `roll(1)` does in torchvision. */
function partnerOf(position: number, samples: number): number {
  return (position + samples - 1) % samples;
}

/** Changes the pixels of every sample by those of its partner as they were. */
export function mixPixels(
  { images, shape: [samples] }: MixableBatch,
  mix: (sample: MixableBatch['images'], partner: MixableBatch['images']) => void,
): void {
  const size = images.length / samples;
  const pixels = (position: number) => images.subarray(position * size, (position + 1) * size);
  // From the last to the first, whose partner is the last: the others' still are as they were.
  const last = pixels(samples - 1).slice();
  for (let position = samples - 1; position >= 0; position--) {
    mix(pixels(position), position === 0 ? last : pixels(partnerOf(position, samples)));
  }
}

/**
 * The targets of samples of which `share` is their own and the rest their partner's. Labels become the class that has
 * the larger share.
 */
export function mixLabels({ labels }: MixableBatch, share: number, classes: number): Float32Array {
  const samples = labels.length;
  const targets = new Float32Array(samples * classes);
  const own = labels.slice();
  for (let position = 0; position < samples; position++) {
    const partner = own[partnerOf(position, samples)]!;
    targets[position * classes + own[position]!]! += share;
    targets[position * classes + partner]! += 1 - share;
    if (share < 0.5) labels[position] = partner;
  }
  return targets;
}
