import { expect, it } from 'vitest';
import { placeOnImage } from './placeOnImage.ts';

it('turns maps as the image is turned', () => {
  const frame = { x: 1, y: 2, width: 3, height: 4 };
  const maps = [{ index: 7, height: 2, width: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) }];
  expect(placeOnImage({ maps }, { frame, orientation: 1 })).toEqual({ maps, frame });
  // A quarter clockwise: what was the left column from below is the top row.
  expect(placeOnImage({ maps }, { frame, orientation: 6 })).toEqual({
    maps: [{ index: 7, height: 3, width: 2, values: Float32Array.of(4, 1, 5, 2, 6, 3) }],
    frame,
  });
});
