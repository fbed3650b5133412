import type { ByteSample } from './requireBytes.ts';

type Triple = [number, number, number];

/**
 * Turns the hue of every pixel by `shift` of the whole circle, from -0.5 to 0.5, through the 8-bit HSV of Pillow; what is
 * grey stays as it is.
 */
export function adjustHue(sample: ByteSample, shift: number): ByteSample {
  if (sample.channels === 1) return sample;
  const steps = Math.trunc(shift * 255);
  const pixels = new Uint8Array(sample.pixels.length);
  for (let i = 0; i < pixels.length; i += 3) {
    const [hue, saturation, value] = rgbToHsv(sample.pixels, i);
    pixels.set(hsvToRgb((hue + steps) & 255, saturation, value), i);
  }
  return { ...sample, pixels };
}

function rgbToHsv(pixels: Uint8Array, at: number): Triple {
  const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  if (spread === 0) return [0, 0, most];
  const [r, g, b] = [red, green, blue].map((value) => Math.fround((most - value) / spread)) as Triple;
  const sector = red === most ? Math.fround(b - g) : Math.fround(green === most ? 2 + r - b : 4 + g - r);
  const hue = Math.fround((sector / 6 + 1) % 1);
  return [Math.trunc(hue * 255), Math.trunc(Math.fround(spread / most) * 255), most];
}

function hsvToRgb(hue: number, saturation: number, value: number): Triple {
  if (saturation === 0) return [value, value, value];
  const turn = Math.fround((hue * 6) / 255);
  const sector = Math.floor((hue * 6) / 255);
  const part = Math.fround(turn - sector);
  const strength = Math.fround(saturation / 255);
  const p = Math.round(value * (1 - strength));
  const q = Math.round(value * (1 - strength * part));
  const t = Math.round(value * (1 - strength * (1 - part)));
  const sectors: Triple[] = [
    [value, t, p],
    [q, value, p],
    [p, value, t],
    [p, q, value],
    [t, p, value],
    [value, p, q],
  ];
  return sectors[sector % 6]!;
}
