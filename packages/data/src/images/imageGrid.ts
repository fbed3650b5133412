import { checkInteger, invalidOption } from '../check.ts';
import type { Image } from './image.ts';

/** How {@link imageGrid} lays images out. */
export interface ImageGridOptions {
  /** Images in a row. Default: as many as make a square. */
  columns?: number;
  /** Pixels between images and around them. Default 2. */
  gap?: number;
  /** How often each pixel is repeated in both directions, for small images. Default 1. */
  scale?: number;
}

const WHITE = 255;

/**
 * Puts images side by side on white, row by row; each stands in the upper left of a cell that is as large as the largest.
 *
 * @returns a colour image if any of them is one, and a grey one otherwise
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function imageGrid(images: readonly Image[], options: ImageGridOptions = {}): Image {
  if (images.length === 0) throw invalidOption('images', 'at least one image', images.length);
  const { columns = Math.ceil(Math.sqrt(images.length)), gap = 2, scale = 1 } = options;
  checkInteger('columns', columns, { min: 1 });
  checkInteger('gap', gap, { min: 0 });
  checkInteger('scale', scale, { min: 1 });
  const channels = images.some((image) => image.channels === 3) ? 3 : 1;
  const cellHeight = scale * Math.max(...images.map((image) => image.height)) + gap;
  const cellWidth = scale * Math.max(...images.map((image) => image.width)) + gap;
  const height = gap + cellHeight * Math.ceil(images.length / columns);
  const width = gap + cellWidth * Math.min(columns, images.length);
  const pixels = new Uint8Array(height * width * channels).fill(WHITE);
  images.forEach((image, index) => {
    const top = gap + cellHeight * Math.floor(index / columns);
    const left = gap + cellWidth * (index % columns);
    for (let y = 0; y < image.height * scale; y++) {
      for (let x = 0; x < image.width * scale; x++) {
        const from = (Math.floor(y / scale) * image.width + Math.floor(x / scale)) * image.channels;
        const to = ((top + y) * width + left + x) * channels;
        for (let channel = 0; channel < channels; channel++) {
          pixels[to + channel] = image.pixels[from + Math.min(channel, image.channels - 1)]!;
        }
      }
    }
  });
  return { pixels, height, width, channels };
}
