import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Makes the first values of a parameter of `length` numbers. */
export type Initialiser = (length: number, random: RandomGenerator) => Float32Array<ArrayBuffer>;

export const zeros: Initialiser = (length) => new Float32Array(length);

export const ones: Initialiser = (length) => new Float32Array(length).fill(1);

/** Uniform between -bound and bound. */
export function uniform(bound: number): Initialiser {
  return (length, random) => new Float32Array(length).map(() => (2 * uniformFloat64(random) - 1) * bound);
}

/**
 * Normal around 0, by Box and Muller's method.
 *
 * @param deviation the standard deviation
 */
export function normal(deviation: number): Initialiser {
  return (length, random) => {
    const values = new Float32Array(length);
    for (let i = 0; i < length; i += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
      const angle = 2 * Math.PI * uniformFloat64(random);
      values[i] = radius * Math.cos(angle);
      // Past the end of an odd length a write to a typed array is ignored.
      values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  };
}

/**
 * The authors' initialisation of a convolution: normal with variance 2 / (kernel area * outputs), where
 * the outputs are those of the whole layer, also when it is grouped (facebookresearch/ResNeXt,
 * models/resnext.lua, `ConvInit`).
 */
export function convolutionNormal(kernel: readonly [number, number], outputs: number): Initialiser {
  return normal(Math.sqrt(2 / (kernel[0] * kernel[1] * outputs)));
}
