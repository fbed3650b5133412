import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readImageHeader, shownPlaces, shownRegion, type Orientation } from './orientation.ts';

const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const;

const [HEIGHT, WIDTH] = [3, 5];
const stored = Uint8Array.from({ length: HEIGHT * WIDTH }, (_, index) => 10 * index);
const png = (orientation: Orientation) =>
  sharp(stored, { raw: { height: HEIGHT, width: WIDTH, channels: 1 } })
    .withMetadata({ orientation })
    .png()
    .toBuffer();

describe('readImageHeader', () => {
  it('gives the size as stored, and the orientation', async () => {
    for (const orientation of orientations) {
      expect(await readImageHeader(await png(orientation))).toEqual({
        height: HEIGHT,
        width: WIDTH,
        orientation,
      });
    }
  });
});

describe('what is shown', () => {
  it.each(orientations)('is where a viewer puts it: orientation %i', async (orientation) => {
    const bytes = await png(orientation);
    // sharp's own turning is the viewer.
    const viewer = await sharp(bytes)
      .autoOrient()
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { info } = viewer;
    const shown = shownPlaces(Float32Array.from(stored), { height: HEIGHT, width: WIDTH }, orientation);
    expect(shown).toEqual({
      values: Float32Array.from(viewer.data),
      height: info.height,
      width: info.width,
    });

    const header = await readImageHeader(bytes);
    for (let top = 0; top < HEIGHT; top++) {
      for (let left = 0; left < WIDTH; left++) {
        const pixel = shownRegion({ top, left, height: 1, width: 1 }, header);
        expect(viewer.data[pixel.top * info.width + pixel.left]).toBe(stored[top * WIDTH + left]);
      }
    }
  });
});
