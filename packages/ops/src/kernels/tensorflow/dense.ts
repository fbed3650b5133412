import { convolvePixels, pixelsToFilter, pixelsToInput } from './pointwise.ts';
import { convolveWindows, windowsToFilter, windowsToInput } from './window.ts';

/** One way to convolve, with its two gradients. */
export interface Convolution {
  readonly forward: typeof convolveWindows;
  readonly toInput: typeof windowsToInput;
  readonly toFilter: typeof windowsToFilter;
}

const pixels: Convolution = { forward: convolvePixels, toInput: pixelsToInput, toFilter: pixelsToFilter };

export const windows: Convolution = {
  forward: convolveWindows,
  toInput: windowsToInput,
  toFilter: windowsToFilter,
};

/** For one group, by the filter's window. */
export function denseConvolution([height, width]: readonly number[]): Convolution {
  return height === 1 && width === 1 ? pixels : windows;
}
