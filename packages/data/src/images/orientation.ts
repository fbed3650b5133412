import sharp from 'sharp';
import type { Rectangle, Size } from './geometry.ts';

/**
 * How an image that is stored in one way is shown in another, as EXIF numbers them: 1 as it is, 2 mirrored, 3 turned
 * by half, 4 upside down, 5 with its axes swapped, 6 turned clockwise, 7 as 5 but turned by half, 8 turned anticlockwise.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** The size of an image as it is stored, and how it is to be shown: what {@link decodeImage} leaves to others. */
export interface ImageHeader extends Size {
  readonly orientation: Orientation;
}

/** Reads the header of an image that {@link decodeImage} reads. */
export async function readImageHeader(bytes: Uint8Array): Promise<ImageHeader> {
  const { height, width, orientation = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return { height, width, orientation: isOrientation(orientation) ? orientation : 1 };
}

/** A part of an image as it is stored, in the image as it is shown. */
export function shownRegion(
  { top, left, height, width }: Rectangle,
  { orientation, ...image }: ImageHeader,
): Rectangle {
  const { mirrors, flips, swaps } = moves[orientation];
  const x = mirrors ? image.width - left - width : left;
  const y = flips ? image.height - top - height : top;
  return swaps ? { top: x, left: y, height: width, width: height } : { top: y, left: x, height, width };
}

/** What lies on an image as it is stored, a number a place row by row, as it lies on the image as it is shown. */
export function shownPlaces(
  values: Float32Array,
  { height, width }: Size,
  orientation: Orientation,
): { values: Float32Array; height: number; width: number } {
  const { mirrors, flips, swaps } = moves[orientation];
  const [shownHeight, shownWidth] = swaps ? [width, height] : [height, width];
  const shown = Float32Array.from({ length: values.length }, (_, index) => {
    const [row, column] = [Math.floor(index / shownWidth), index % shownWidth];
    const [y, x] = swaps ? [column, row] : [row, column];
    return values[(flips ? height - 1 - y : y) * width + (mirrors ? width - 1 - x : x)]!;
  });
  return { values: shown, height: shownHeight, width: shownWidth };
}

/** Mirrored left to right and top to bottom, as it is stored; then its axes are swapped. */
const moves: Readonly<
  Record<Orientation, { readonly mirrors: boolean; readonly flips: boolean; readonly swaps: boolean }>
> = {
  1: { mirrors: false, flips: false, swaps: false },
  2: { mirrors: true, flips: false, swaps: false },
  3: { mirrors: true, flips: true, swaps: false },
  4: { mirrors: false, flips: true, swaps: false },
  5: { mirrors: false, flips: false, swaps: true },
  6: { mirrors: false, flips: true, swaps: true },
  7: { mirrors: true, flips: true, swaps: true },
  8: { mirrors: true, flips: false, swaps: true },
};

function isOrientation(value: number): value is Orientation {
  return value in moves;
}
