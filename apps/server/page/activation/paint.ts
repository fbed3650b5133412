import { contextOf } from '../dom.ts';
import { COLOURS, colourMap } from './colourMap.ts';
import { resample, type Grid } from './resample.ts';
import { shareOf, type ValueRange } from './valueRange.ts';

/** More than this nobody sees in what was seven cells wide, and the browser makes it larger softly. */
const LONGER_SIDE = 224;

/** Paints an activation map over the whole of a canvas, in the proportions of what it is laid over. */
export function paintActivation(
  canvas: HTMLCanvasElement,
  map: Grid,
  range: ValueRange,
  shape: { readonly width: number; readonly height: number },
): void {
  const scale = LONGER_SIDE / Math.max(shape.width, shape.height);
  canvas.width = Math.max(Math.round(shape.width * scale), 1);
  canvas.height = Math.max(Math.round(shape.height * scale), 1);
  paint(
    canvas,
    Array.from(resample(map, canvas.width, canvas.height), (value) => shareOf(range, value)),
  );
}

/** Paints every colour from the lowest value to the highest. */
export function paintLegend(canvas: HTMLCanvasElement): void {
  paint(
    canvas,
    Array.from({ length: canvas.width * canvas.height }, (_, index) => index / (canvas.width - 1)),
  );
}

/** @param shares - from 0 to 1, one for each pixel */
function paint(canvas: HTMLCanvasElement, shares: readonly number[]): void {
  const context = contextOf(canvas);
  const pixels = context.createImageData(canvas.width, canvas.height);
  shares.forEach((share, index) => {
    const colour = Math.round(share * (COLOURS - 1)) * 3;
    pixels.data.set(colourMap.subarray(colour, colour + 3), index * 4);
    pixels.data[index * 4 + 3] = 255;
  });
  context.putImageData(pixels, 0, 0);
}
