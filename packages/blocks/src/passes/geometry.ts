import type { Conv2DOptions } from '@resnext/ops';
import type { Convolution } from '../layers/convolution.ts';
import type { PoolWindow } from '../pass.ts';

/** A layer's options in the words of `conv2d`. */
export function convolutionOptions({ stride, padding, dilation, groups, bias }: Convolution): Conv2DOptions {
  return { stride, padding, dilation, groups, bias: bias?.vector };
}

/** What a pool adds before and after an axis of so many pixels; a window that hangs over gets its rest. */
export function poolPadding(
  { size, stride, padding, ceil = false }: PoolWindow,
  pixels: number,
): [before: number, after: number] {
  const over = (pixels + 2 * padding - size) % stride;
  return [padding, padding + (ceil && over > 0 ? stride - over : 0)];
}
