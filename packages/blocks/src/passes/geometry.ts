import type { Conv2DOptions } from '@resnext/ops';
import type { Convolution } from '../layers/convolution.ts';

/** A layer's options in the words of `conv2d`. */
export function convolutionOptions({ stride, padding, dilation, groups, bias }: Convolution): Conv2DOptions {
  return { stride, padding, dilation, groups, bias: bias?.vector };
}
