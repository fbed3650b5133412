import { checkChoice, checkInteger } from '../check.ts';
import { DataError } from '../errors.ts';
import type { Interpolation } from './filter.ts';
import { cutOf, intersect, type Rectangle } from './geometry.ts';
import type { Image } from './image.ts';
import { openImage, PIXEL_LIMIT } from './openImage.ts';
import { resample } from './resample.ts';

/** How {@link decodeImage} prepares an image. */
export interface DecodeOptions {
  /** The length that the shorter side gets, in pixels; the longer side keeps the proportion. Default: no resizing. */
  resize?: number;
  /** The side of the square that is cut out of the middle, in pixels, padded with 0. Default: no cropping. */
  crop?: number;
  /** How resizing interpolates. Default `bilinear`. */
  interpolation?: Interpolation;
  /** 3 for red, green, blue; 1 for grey. Default 3. */
  channels?: 1 | 3;
  /** The most pixels that the image, and what it is resized to, may have. Default 178,956,970, at which PIL gives up. */
  limitInputPixels?: number;
  /** What errors call the image. Default `bytes`. */
  name?: string;
}

/**
 * Decodes a JPEG, PNG, WebP, GIF, TIFF or AVIF image into 8-bit pixels, then resizes and crops it as the evaluation of
 * torchvision's models does: `Image.open`, `convert('RGB' or 'L')`, `Resize(resize)`, `CenterCrop(crop)`.
 *
 * @throws {DataError} `DATA_NOT_AN_IMAGE`, `DATA_UNSUPPORTED_IMAGE`, `DATA_IMAGE_TOO_LARGE` or `DATA_INVALID_OPTION`
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Image> {
  const { resize, crop, name = 'bytes', limitInputPixels = PIXEL_LIMIT } = options;
  const interpolation = checkChoice('interpolation', options.interpolation ?? 'bilinear', [
    'bilinear',
    'bicubic',
  ]);
  const channels = checkChoice('channels', options.channels ?? 3, [1, 3] as const);
  checkInteger('limitInputPixels', limitInputPixels, { min: 1 });
  if (resize !== undefined) checkInteger('resize', resize, { min: 1 });
  if (crop !== undefined) checkInteger('crop', crop, { min: 1 });

  const opened = await openImage(bytes, { channels, limitInputPixels, name });
  const image = await opened.decode();
  const { size, frame } = cutOf(image, { resize, crop });
  requireResultWithin(frame, limitInputPixels, name);
  const window = intersect({ top: 0, left: 0, ...size }, frame);
  return pad(resample(image, { size, window, interpolation }), window, frame);
}

/** The frame with what was visible of it in its place, and 0 around it. */
function pad(visible: Image, window: Rectangle, frame: Rectangle): Image {
  if (visible.height === frame.height && visible.width === frame.width) return visible;
  const { channels } = visible;
  const pixels = new Uint8Array(frame.height * frame.width * channels);
  const rowLength = visible.width * channels;
  for (let y = 0; y < visible.height; y++) {
    const row = visible.pixels.subarray(y * rowLength, (y + 1) * rowLength);
    pixels.set(row, ((y + window.top - frame.top) * frame.width + window.left - frame.left) * channels);
  }
  return { pixels, height: frame.height, width: frame.width, channels };
}

function requireResultWithin({ height, width }: Rectangle, limitInputPixels: number, name: string): void {
  if (height * width <= limitInputPixels) return;
  throw new DataError(
    'DATA_IMAGE_TOO_LARGE',
    `expected at most ${limitInputPixels} pixels for the result of ${name} but received ${width}x${height}: ` +
      'choose a smaller resize or crop',
  );
}
