import { BlocksError } from '../errors.ts';
import type { BatchNorm } from '../layers/batchNorm.ts';
import type { Convolution } from '../layers/convolution.ts';
import type { Module } from '../module.ts';
import type { Part, Pass, PoolWindow } from '../pass.ts';
import { poolPadding } from './geometry.ts';

/** [N, H, W, C] */
export type ImageShape = readonly [number, number, number, number];

/** What a network does to one batch at one of its layers. */
export interface Step {
  readonly kind: 'convolution' | 'batch norm' | 'max pool' | 'average pool' | 'add' | 'gate';
  /** The layer, where the step has parameters. */
  readonly layer: Module | undefined;
  readonly outputShape: ImageShape;
  /** Multiply-adds of convolutions and linear layers; other steps are not counted. */
  readonly multiplyAdds: number;
}

/** Nothing but shapes, for summaries: needs no weights, no memory and no time. */
export class ShapePass implements Pass<ImageShape> {
  readonly steps: Step[] = [];

  convolution(layer: Convolution, [batch, height, width, channels]: ImageShape): ImageShape {
    if (channels !== layer.inputs) {
      throw new BlocksError(
        'BLOCKS_BAD_SHAPE',
        `expected an image of ${layer.inputs} channels but received ${channels}`,
      );
    }
    const { kernel, stride, padding, dilation, groups, outputs } = layer;
    const reach = dilation * (kernel - 1) + 1;
    const along = (pixels: number): number => outputPixels(pixels, reach, stride, padding);
    const shape: ImageShape = [batch, along(height), along(width), outputs];
    const taps = kernel * kernel * (channels / groups);
    this.#record('convolution', layer, shape, batch * shape[1] * shape[2] * outputs * taps);
    return layer.norm ? this.batchNorm(layer.norm, shape) : shape;
  }

  batchNorm(layer: BatchNorm, x: ImageShape): ImageShape {
    return this.#record('batch norm', layer, x);
  }

  part(part: Part, x: ImageShape): ImageShape {
    return part.run(this, x);
  }

  add(x: ImageShape): ImageShape {
    return this.#record('add', undefined, x);
  }

  concat(parts: readonly ImageShape[]): ImageShape {
    const [batch, height, width] = parts[0]!;
    return [batch, height, width, parts.reduce((total, part) => total + part[3], 0)];
  }

  padChannels([batch, height, width]: ImageShape, channels: number): ImageShape {
    return [batch, height, width, channels];
  }

  maxPool([batch, height, width, channels]: ImageShape, window: PoolWindow): ImageShape {
    const { size, stride, padding } = window;
    const along = (pixels: number): number => {
      const [, after] = poolPadding(window, pixels);
      return outputPixels(pixels + after - padding, size, stride, padding);
    };
    return this.#record('max pool', undefined, [batch, along(height), along(width), channels]);
  }

  globalAveragePool([batch, , , channels]: ImageShape): ImageShape {
    return this.#record('average pool', undefined, [batch, 1, 1, channels]);
  }

  gate(x: ImageShape): ImageShape {
    return this.#record('gate', undefined, x);
  }

  #record(
    kind: Step['kind'],
    layer: Module | undefined,
    outputShape: ImageShape,
    multiplyAdds = 0,
  ): ImageShape {
    this.steps.push({ kind, layer, outputShape, multiplyAdds });
    return outputShape;
  }
}

function outputPixels(pixels: number, reach: number, stride: number, padding: number): number {
  const steps = Math.floor((pixels + 2 * padding - reach) / stride);
  if (steps < 0) {
    throw new BlocksError(
      'BLOCKS_BAD_SHAPE',
      `expected an image of at least ${reach - 2 * padding} pixels a side at this layer but received ${pixels}`,
    );
  }
  return steps + 1;
}
