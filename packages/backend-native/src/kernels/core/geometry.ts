import type { WindowGeometry } from '@resnext/ops';
import type { TensorInfo, backend_util } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend.ts';
import type { Temporary } from './temporaries.ts';
import { transpose } from './transpose.ts';

/** What tfjs's convolutions and pools have in common. */
type Info = Pick<
  backend_util.Conv2DInfo,
  | 'inHeight'
  | 'inWidth'
  | 'outHeight'
  | 'outWidth'
  | 'filterHeight'
  | 'filterWidth'
  | 'strideHeight'
  | 'strideWidth'
  | 'dilationHeight'
  | 'dilationWidth'
  | 'padInfo'
>;

/**
 * tfjs's account of a window as our own kernels take it. The padding behind an image is what makes the output
 * as large as tfjs says, which may leave out some of the image where it rounds down.
 */
export function windowGeometry(info: Info): WindowGeometry {
  const { top, left } = info.padInfo;
  const behind = (size: number, out: number, window: number, stride: number, dilation: number): number =>
    (out - 1) * stride + dilation * (window - 1) + 1 - size;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const bottom = behind(info.inHeight, info.outHeight, info.filterHeight, strideHeight, dilationHeight) - top;
  const right = behind(info.inWidth, info.outWidth, info.filterWidth, strideWidth, dilationWidth) - left;
  return {
    strides: [strideHeight, strideWidth],
    dilations: [dilationHeight, dilationWidth],
    pads: [
      [top, bottom],
      [left, right],
    ],
  };
}

/** Images as our kernels take them: [N, H, W, C]. */
export function channelsLast(
  backend: NativeBackend,
  x: TensorInfo,
  dataFormat: string,
  temporary: Temporary,
): TensorInfo {
  return dataFormat === 'NCHW' ? temporary(transpose(backend, x, [0, 2, 3, 1])) : x;
}

/** Images of [N, H, W, C] in the order that was asked for. */
export function inFormat(backend: NativeBackend, x: TensorInfo, dataFormat: string): TensorInfo {
  return dataFormat === 'NCHW' ? transpose(backend, x, [0, 3, 1, 2]) : backend.reshaped(x, x.shape);
}
