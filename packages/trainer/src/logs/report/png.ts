import { crc32, deflateSync } from 'node:zlib';
import type { WorstImage } from '../../judging/worstImages.ts';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Of PNG's header: grey or red, green and blue, and no filter of rows. */
const GREY = 0;
const COLOUR = 2;

/**
 * An image as an address that an HTML page holds in itself. Of channels that are no picture, the first is shown.
 */
export function pngAddress(image: Pick<WorstImage, 'pixels' | 'shape'>): string {
  return `data:image/png;base64,${Buffer.from(encodePng(image)).toString('base64')}`;
}

function encodePng({
  pixels,
  shape: [height, width, channels],
}: Pick<WorstImage, 'pixels' | 'shape'>): Uint8Array {
  const shown = channels === 3 ? 3 : 1;
  const rows = new Uint8Array(height * (1 + width * shown));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < shown; channel++) {
        rows[y * (1 + width * shown) + 1 + x * shown + channel] =
          pixels[(y * width + x) * channels + channel]!;
      }
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, shown === 3 ? COLOUR : GREY, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = new Uint8Array(4 + body.length + 4);
  const view = new DataView(framed.buffer);
  view.setUint32(0, data.length);
  framed.set(body, 4);
  view.setUint32(4 + body.length, crc32(body));
  return framed;
}
