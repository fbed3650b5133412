import { checkNumber } from '../check.ts';
import { shiftChannels } from '../images/pixelKernels.ts';
import { requireBytes } from './operations/requireBytes.ts';
import { described, type Transform } from './transform.ts';

/** What {@link lighting} draws from. */
export interface LightingOptions {
  /** The standard deviation of the three random factors. Default 0.1. */
  alphaStd?: number;
}

/** Principal components of the colours of ImageNet's pixels in [0, 1], from the authors' code. */
const EIGENVALUES = [0.2175, 0.0188, 0.0045];
const EIGENVECTORS = [
  [-0.5675, 0.7192, 0.4009],
  [-0.5808, -0.0045, -0.814],
  [-0.5836, -0.6948, 0.4203],
];

/**
 * Adds to each of red, green and blue what three normally distributed factors make of ImageNet's principal components:
 * the lighting noise of Krizhevsky et al. 2012, section 4.1.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`, or `DATA_SHAPE_MISMATCH` for a sample that is not of bytes in 3 channels
 */
export function lighting(options: LightingOptions = {}): Transform {
  const { alphaStd = 0.1 } = options;
  checkNumber('alphaStd', alphaStd, { min: 0 });
  return described('lighting', options, (sample, random) => {
    const { pixels } = requireBytes('lighting', sample, [3]);
    const factors = EIGENVALUES.map((value) => value * random.normal() * alphaStd);
    const shifts = EIGENVECTORS.map((components) =>
      Math.round(255 * components.reduce((sum, component, i) => sum + component * factors[i]!, 0)),
    );
    return { ...sample, pixels: shiftChannels(pixels, shifts) };
  });
}
