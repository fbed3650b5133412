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
