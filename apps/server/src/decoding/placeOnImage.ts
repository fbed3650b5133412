import { shownPlaces, type Orientation } from '@resnext/data';
import type { Explanation, Frame } from '../service/answer.ts';

/** An explanation of what the network saw, as it lies on the image as that is shown. */
export function placeOnImage(
  { maps }: Explanation,
  { frame, orientation }: { readonly frame: Frame; readonly orientation: Orientation },
): Explanation {
  return {
    frame,
    maps: maps.map(({ index, height, width, values }) => ({
      index,
      ...shownPlaces(values, { height, width }, orientation),
    })),
  };
}
