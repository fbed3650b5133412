import { outputSize, type ConvGeometry } from '../geometry.ts';

/*
 * Convolution straight from its definition, in float64: what the kernels are held against.
 */

export interface Convolution extends ConvGeometry {
  /** [N, H, W, C] */
  readonly inputShape: readonly [number, number, number, number];
  /** [kH, kW, C / groups, O] */
  readonly filterShape: readonly [number, number, number, number];
}

/** [N, oH, oW, O] */
export function outputShape(c: Convolution): [number, number, number, number] {
  const [, height, width] = c.inputShape;
  const size = outputSize([height, width], [c.filterShape[0], c.filterShape[1]], c);
  return [c.inputShape[0], ...size, c.filterShape[3]];
}

/** Calls back with the flat indices of every (output, input, filter) triple that meets. */
function eachProduct(c: Convolution, visit: (output: number, input: number, filter: number) => void): void {
  const [batch, height, width, channels] = c.inputShape;
  const [filterHeight, filterWidth, groupChannels, outputs] = c.filterShape;
  const [, outHeight, outWidth] = outputShape(c);
  for (let n = 0; n < batch; n++)
    for (let row = 0; row < outHeight; row++)
      for (let column = 0; column < outWidth; column++)
        for (let o = 0; o < outputs; o++)
          for (let i = 0; i < filterHeight; i++)
            for (let j = 0; j < filterWidth; j++) {
              const y = row * c.strides[0] + i * c.dilations[0] - c.pads[0][0];
              const x = column * c.strides[1] + j * c.dilations[1] - c.pads[1][0];
              if (y < 0 || y >= height || x < 0 || x >= width) continue;
              const group = Math.floor(o / (outputs / c.groups));
              for (let k = 0; k < groupChannels; k++) {
                visit(
                  ((n * outHeight + row) * outWidth + column) * outputs + o,
                  ((n * height + y) * width + x) * channels + group * groupChannels + k,
                  ((i * filterWidth + j) * groupChannels + k) * outputs + o,
                );
              }
            }
}

export function convolution(c: Convolution, x: ArrayLike<number>, filter: ArrayLike<number>): Float64Array {
  const y = new Float64Array(outputShape(c).reduce((a, b) => a * b));
  eachProduct(c, (output, input, weight) => (y[output]! += x[input]! * filter[weight]!));
  return y;
}

export function inputGradient(
  c: Convolution,
  dy: ArrayLike<number>,
  filter: ArrayLike<number>,
): Float64Array {
  const dx = new Float64Array(c.inputShape.reduce((a, b) => a * b));
  eachProduct(c, (output, input, weight) => (dx[input]! += dy[output]! * filter[weight]!));
  return dx;
}

export function filterGradient(c: Convolution, x: ArrayLike<number>, dy: ArrayLike<number>): Float64Array {
  const dw = new Float64Array(c.filterShape.reduce((a, b) => a * b));
  eachProduct(c, (output, input, weight) => (dw[weight]! += dy[output]! * x[input]!));
  return dw;
}
