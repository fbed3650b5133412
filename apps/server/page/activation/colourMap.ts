/**
 * Colours from dark violet over red to pale yellow. Their lightness rises evenly and alone tells the value, so that no
 * step between two values looks larger than another of the same size, and those who do not see colours read them too.
 */
export const COLOURS = 256;

const darkest = { lightness: 0.24, hue: 285 };
const brightest = { lightness: 0.95, hue: 465 };

/** `[COLOURS, 3]`: red, green and blue, 0 to 255. */
export const colourMap: Uint8ClampedArray = Uint8ClampedArray.from(
  Array.from({ length: COLOURS }, (_, index) => colourAt(index / (COLOURS - 1))).flat(),
);

function colourAt(share: number): number[] {
  const lightness = darkest.lightness + share * (brightest.lightness - darkest.lightness);
  const hue = ((darkest.hue + share * (brightest.hue - darkest.hue)) * Math.PI) / 180;
  const chroma = 0.1 + 0.06 * Math.sin(Math.PI * share);
  return toSrgb(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)).map((channel) => channel * 255);
}

/** From Oklab (Björn Ottosson, 2020), in which equal distances look equal. */
function toSrgb(lightness: number, a: number, b: number): number[] {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ].map(encodeGamma);
}

function encodeGamma(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}
