/** The images of one request, in one of the forms in which they can come. */
export type Images = EncodedImages | PixelImages | NormalisedImages;

/** Files: JPEG, PNG, WebP, GIF, TIFF or AVIF. Prepared as the model's row says: resized, cropped, normalised. */
export interface EncodedImages {
  readonly kind: 'encoded';
  readonly files: readonly Uint8Array[];
}

/** Pixels from 0 to 255, [count, height, width, channels]. Normalised as the model's row says. */
export interface PixelImages {
  readonly kind: 'pixels';
  readonly shape: readonly [count: number, height: number, width: number, channels: number];
  readonly values: Uint8Array;
}

/** What the network itself takes: normalised numbers, in the model's {@link Layout}. */
export interface NormalisedImages {
  readonly kind: 'normalised';
  readonly layout: Layout;
  /** [N, H, W, C] or [N, C, H, W], as `layout` says. */
  readonly shape: readonly [number, number, number, number];
  readonly values: Float32Array;
}

/** How the axes of a model's FP32 input lie. */
export type Layout = 'NHWC' | 'NCHW';

export function countOf(images: Images): number {
  return images.kind === 'encoded' ? images.files.length : images.shape[0];
}
