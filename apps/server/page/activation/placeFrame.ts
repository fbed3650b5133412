import type { Frame } from '../../src/service/answer.ts';

/** Where a frame lies over an image, in percent of the image's width and height. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** @param frame - in pixels of the image; negative, and beyond its size, where the network saw padding */
export function placeFrame(frame: Frame, image: { readonly width: number; readonly height: number }): Place {
  return {
    left: (frame.x / image.width) * 100,
    top: (frame.y / image.height) * 100,
    width: (frame.width / image.width) * 100,
    height: (frame.height / image.height) * 100,
  };
}

/** Whether all of the image was seen, give or take a pixel. */
export function coversImage({ left, top, width, height }: Place): boolean {
  const slack = 0.5;
  return left <= slack && top <= slack && left + width >= 100 - slack && top + height >= 100 - slack;
}
