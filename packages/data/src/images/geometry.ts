/** Sizes and places with the integer arithmetic of torchvision's `Resize` and `CenterCrop`. */

/** The size of an image in pixels. */
export interface Size {
  height: number;
  width: number;
}

/** A rectangle in pixels. It may reach beyond the image that it is in. */
export interface Rectangle extends Size {
  top: number;
  left: number;
}

/** The size whose shorter side is `shorter`, the longer side in proportion and rounded down. */
export function resizedSize({ height, width }: Size, shorter: number): Size {
  return width <= height
    ? { width: shorter, height: Math.max(shorter, Math.trunc((shorter * height) / width)) }
    : { height: shorter, width: Math.max(shorter, Math.trunc((shorter * width) / height)) };
}

/** The square of side `crop` in the middle of an image. */
export function centreSquare({ height, width }: Size, crop: number): Rectangle {
  return { top: centreOffset(height, crop), left: centreOffset(width, crop), height: crop, width: crop };
}

/** How an image is scaled and cut; each without the other, or none, is allowed. */
export interface Cut {
  /** The length that the shorter side gets, in pixels. */
  readonly resize?: number;
  /** The side of the square in the middle, in pixels. */
  readonly crop?: number;
}

/** The size that an image is scaled to, and the part of it that is then cut out. */
export function cutOf(image: Size, { resize, crop }: Cut): { size: Size; frame: Rectangle } {
  const size = resize === undefined ? image : resizedSize(image, resize);
  const whole: Rectangle = { top: 0, left: 0, height: size.height, width: size.width };
  return { size, frame: crop === undefined ? whole : centreSquare(size, crop) };
}

/** The part of an image that is left of it after it was scaled and cut, in the pixels that it had before. */
export function cutRegion(image: Size, cut: Cut): Rectangle {
  const { size, frame } = cutOf(image, cut);
  const [down, right] = [image.height / size.height, image.width / size.width];
  return {
    top: frame.top * down,
    left: frame.left * right,
    height: frame.height * down,
    width: frame.width * right,
  };
}

/** What two rectangles share; nothing shared has a height or a width of 0. */
export function intersect(a: Rectangle, b: Rectangle): Rectangle {
  const top = Math.max(a.top, b.top);
  const left = Math.max(a.left, b.left);
  const bottom = Math.min(a.top + a.height, b.top + b.height);
  const right = Math.min(a.left + a.width, b.left + b.width);
  return { top, left, height: Math.max(0, bottom - top), width: Math.max(0, right - left) };
}

function centreOffset(size: number, crop: number): number {
  // An image smaller than the crop is padded, with the odd pixel at the bottom and right.
  if (crop > size) return -Math.floor((crop - size) / 2);
  return roundHalfToEven((size - crop) / 2);
}

/** Python's `round`, for numbers that are not negative. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
