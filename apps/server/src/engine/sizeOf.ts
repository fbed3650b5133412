import type { NormalisedImages, PixelImages } from '../service/images.ts';

/** [height, width, channels] of images, whichever way their axes lie. */
export function sizeOf(
  images: PixelImages | NormalisedImages,
): [height: number, width: number, channels: number] {
  const [, a, b, c] = images.shape;
  return images.kind === 'normalised' && images.layout === 'NCHW' ? [b, c, a] : [a, b, c];
}
