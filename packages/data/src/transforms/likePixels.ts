import type { Sample } from '../datasets/sample.ts';

/** New pixels of the same kind, all of them 0. */
export function likePixels(pixels: Sample['pixels'], length: number): Sample['pixels'] {
  return pixels instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
}
