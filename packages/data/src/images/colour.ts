/**
 * Conversions between 8-bit colours, with the roundings of PIL's `Image.convert`. `stride` is the number of channels
 * that the source has side by side; channels beyond those converted, such as alpha, are dropped.
 */

/** Red, green and blue out of grey. */
export function greyToRgb(source: Uint8Array, stride: number): Uint8Array {
  const rgb = new Uint8Array((source.length / stride) * 3);
  for (let from = 0, to = 0; from < source.length; from += stride, to += 3) {
    rgb.fill(source[from]!, to, to + 3);
  }
  return rgb;
}

/** Grey out of red, green and blue: the luma of ITU-R BT.601 in 16-bit fixed point. */
export function rgbToGrey(source: Uint8Array, stride: number): Uint8Array {
  const grey = new Uint8Array(source.length / stride);
  for (let from = 0, to = 0; to < grey.length; from += stride, to++) {
    const luma = source[from]! * 19595 + source[from + 1]! * 38470 + source[from + 2]! * 7471;
    grey[to] = (luma + 0x8000) >> 16;
  }
  return grey;
}

/** Red, green and blue out of the inks cyan, magenta, yellow and black, without a profile: (1 - ink)(1 - black). */
export function cmykToRgb(source: Uint8Array, stride: number): Uint8Array {
  const rgb = new Uint8Array((source.length / stride) * 3);
  for (let from = 0, to = 0; from < source.length; from += stride, to += 3) {
    const light = 255 - source[from + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      rgb[to + channel] = light - Math.round((source[from + channel]! * light) / 255);
    }
  }
  return rgb;
}

/** The channels that are wanted, out of more. */
export function keepChannels(source: Uint8Array, stride: number, channels: number): Uint8Array {
  if (stride === channels) return source;
  const kept = new Uint8Array((source.length / stride) * channels);
  for (let from = 0, to = 0; from < source.length; from += stride, to += channels) {
    kept.set(source.subarray(from, from + channels), to);
  }
  return kept;
}
