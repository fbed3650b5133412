import type { Size } from './geometry.ts';

/** What the frame header of a JPEG says. */
export interface JpegHeader extends Size {
  /** Bits a channel. */
  precision: number;
  channels: number;
}

const MARKER = 0xff;

/** Frame headers, of all ways to code a frame; what lies between them in number means other things. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/**
 * The first frame header of a JPEG, or nothing where there is none: a fraction of the time that a decoder takes to open
 * the file.
 */
export function jpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  if (bytes[0] !== MARKER || bytes[1] !== 0xd8) return undefined;
  let at = 2;
  while (at + 10 <= bytes.length) {
    if (bytes[at] !== MARKER) return undefined;
    const kind = bytes[at + 1]!;
    // Any number of these bytes may stand before a marker.
    if (kind === MARKER) {
      at++;
      continue;
    }
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (FRAMES.has(kind)) {
      const [height, width] = [bytes[at + 5]! * 256 + bytes[at + 6]!, bytes[at + 7]! * 256 + bytes[at + 8]!];
      return { precision: bytes[at + 4]!, height, width, channels: bytes[at + 9]! };
    }
    const isScan = kind === 0xda;
    if (isScan || length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}
