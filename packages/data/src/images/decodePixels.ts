import sharp, { type Metadata } from 'sharp';
import { DataError } from '../errors.ts';
import { cmykToRgb, greyToRgb, keepChannels, rgbToGrey } from './colour.ts';
import type { Image } from './image.ts';
import { sniffFormat } from './sniffFormat.ts';

/** What {@link decodePixels} needs to know. */
export interface DecodePixelsOptions {
  channels: 1 | 3;
  limitInputPixels: number;
  /** What errors call the bytes. */
  name: string;
}

/**
 * The pixels of an image at its own size, as PIL's `Image.open(file).convert('RGB' or 'L')` gives them: profiles and
 * orientation tags are ignored, alpha is dropped, of an animation the first frame counts.
 */
export async function decodePixels(bytes: Uint8Array, options: DecodePixelsOptions): Promise<Image> {
  requireReadableFormat(bytes, options.name);
  // PIL forgives everything that libjpeg only warns of (ImageNet has such files) but no file that is cut short.
  const input = sharp(bytes, { failOn: 'truncated', ignoreIcc: true, limitInputPixels: false });
  const metadata = await input.metadata().catch(rethrowAsNotAnImage(options.name));
  requirePixelsWithin(metadata, options);

  // Only 8-bit ink is taken as it is: sharp would otherwise convert it through a profile of its own choice.
  const isInk = metadata.space === 'cmyk' && metadata.depth === 'uchar';
  if (isInk) input.pipelineColourspace('cmyk').toColourspace('cmyk');
  const { data, info } = await input
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(rethrowAsNotAnImage(options.name));

  // A Buffer is a Uint8Array whose slice() shares memory, which is not what the receiver of pixels expects.
  const bare = new Uint8Array(data.buffer, data.byteOffset, data.length);
  const pixels = convert(bare, { stride: info.channels, isInk, channels: options.channels });
  return { pixels, height: info.height, width: info.width, channels: options.channels };
}

interface Conversion {
  stride: number;
  isInk: boolean;
  channels: 1 | 3;
}

function convert(data: Uint8Array, { stride, isInk, channels }: Conversion): Uint8Array {
  if (isInk) {
    const rgb = cmykToRgb(data, stride);
    return channels === 3 ? rgb : rgbToGrey(rgb, 3);
  }
  const isGrey = stride < 3;
  if (isGrey) return channels === 3 ? greyToRgb(data, stride) : keepChannels(data, stride, 1);
  return channels === 3 ? keepChannels(data, stride, 3) : rgbToGrey(data, stride);
}

function requireReadableFormat(bytes: Uint8Array, name: string): void {
  const format = sniffFormat(bytes);
  if (format === undefined) {
    const received = bytes.length === 0 ? 'no bytes at all' : `${bytes.length} bytes of something else`;
    throw new DataError(
      'DATA_NOT_AN_IMAGE',
      `expected a JPEG, PNG, WebP, GIF, TIFF or AVIF image for ${name} but received ${received}: ` +
        'pass a file that is an image',
    );
  }
  if (format === 'bmp' || format === 'heic') {
    throw new DataError(
      'DATA_UNSUPPORTED_IMAGE',
      `expected a JPEG, PNG, WebP, GIF, TIFF or AVIF image for ${name} but received ${format.toUpperCase()}: ` +
        'convert it to one of these first',
    );
  }
}

function requirePixelsWithin(
  { width, height }: Metadata,
  { limitInputPixels, name }: DecodePixelsOptions,
): void {
  if (width * height <= limitInputPixels) return;
  throw new DataError(
    'DATA_IMAGE_TOO_LARGE',
    `expected at most ${limitInputPixels} pixels for ${name} but received ${width}x${height}: ` +
      'raise limitInputPixels if the image can be trusted',
  );
}

function rethrowAsNotAnImage(name: string): (cause: Error) => never {
  return (cause) => {
    const [reason] = cause.message.trim().split('\n');
    throw new DataError(
      'DATA_NOT_AN_IMAGE',
      `expected a whole image for ${name} but received one that does not decode (${reason}): replace the file`,
      { cause },
    );
  };
}
