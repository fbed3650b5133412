import sharp, { type Sharp } from 'sharp';
import { DataError } from '../errors.ts';
import { cmykToRgb, greyToRgb, keepChannels, rgbToGrey } from './colour.ts';
import type { Rectangle, Size } from './geometry.ts';
import type { Image } from './image.ts';
import { jpegHeader } from './jpegHeader.ts';
import { sniffFormat } from './sniffFormat.ts';

/** Where Pillow gives up. */
export const PIXEL_LIMIT = 178_956_970;

/** What {@link openImage} needs to know. */
export interface OpenImageOptions {
  channels: 1 | 3;
  limitInputPixels: number;
  /** What errors call the bytes. */
  name: string;
}

/** An image of which the size is known, but no pixel yet. */
export interface OpenImage extends Size {
  /**
   * The pixels at the image's own size, all of them or those of a part, as PIL's `Image.open(file).convert('RGB' or 'L')`
   * gives them: profiles and orientation tags are ignored, alpha is dropped, of an animation the first frame counts.
   */
  decode(region?: Rectangle): Promise<Image>;
}

/**
 * Reads the header of an image.
 *
 * @throws {DataError} `DATA_NOT_AN_IMAGE`, `DATA_UNSUPPORTED_IMAGE` or `DATA_IMAGE_TOO_LARGE`
 */
export async function openImage(bytes: Uint8Array, options: OpenImageOptions): Promise<OpenImage> {
  const { name, channels } = options;
  requireReadableFormat(bytes, name);
  // PIL forgives everything that libjpeg only warns of (ImageNet has such files) but no file that is cut short.
  const input = sharp(bytes, { failOn: 'truncated', ignoreIcc: true, limitInputPixels: false });
  const { height, width, isInk } = quickHeader(bytes) ?? (await readHeader(input, name));
  requirePixelsWithin({ width, height }, options);

  // Only 8-bit ink is taken as it is: sharp would otherwise convert it through a profile of its own choice.
  if (isInk) input.pipelineColourspace('cmyk').toColourspace('cmyk');
  return {
    height,
    width,
    async decode(region) {
      const part = region === undefined || isWhole(region, { height, width }) ? input : input.extract(region);
      const { data, info } = await part
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true })
        .catch(rethrowAsNotAnImage(name));
      // A Buffer is a Uint8Array whose slice() shares memory, which is not what the receiver of pixels expects.
      const bare = new Uint8Array(data.buffer, data.byteOffset, data.length);
      const pixels = convert(bare, { stride: info.channels, isInk, channels });
      return { pixels, height: info.height, width: info.width, channels };
    },
  };
}

interface Header extends Size {
  /** Whether pixels are cyan, magenta, yellow and black, of 8 bits each. */
  readonly isInk: boolean;
}

/** The header of a common photograph, without opening a decoder. */
function quickHeader(bytes: Uint8Array): Header | undefined {
  const jpeg = jpegHeader(bytes);
  if (jpeg === undefined || jpeg.precision !== 8 || jpeg.channels > 3 || jpeg.height * jpeg.width === 0) {
    return undefined;
  }
  return { ...jpeg, isInk: false };
}

async function readHeader(input: Sharp, name: string): Promise<Header> {
  const { space, depth, width, height } = await input.metadata().catch(rethrowAsNotAnImage(name));
  return { height, width, isInk: space === 'cmyk' && depth === 'uchar' };
}

function isWhole({ height, width }: Rectangle, image: Size): boolean {
  return height === image.height && width === image.width;
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

function requirePixelsWithin({ width, height }: Size, { limitInputPixels, name }: OpenImageOptions): void {
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
