import { tensor4d, type Tensor4D } from '@tensorflow/tfjs-core';
import { buildRow, type BuildRowOptions, type Model, type ModelRow } from '../index.ts';

/** A network of three narrow stages for tests. */
export function tinyRow(options: BuildRowOptions = {}): ModelRow {
  return buildRow({
    name: 'tiny',
    stem: 'cifar',
    blocks: [2, 1, 1],
    stageWidths: [8, 16, 32],
    cardinality: 4,
    baseWidth: 32,
    classes: 5,
    ...options,
  });
}

export function pixels(shape: [number, number, number, number], seed = 1): Tensor4D {
  const size = shape.reduce((a, b) => a * b);
  return tensor4d(
    Float32Array.from({ length: size }, (_, i) => Math.sin((i + 1) * 12.9898 * seed) * 1.5),
    shape,
  );
}

/** Moves the running statistics away from 0 and 1, as a trained network's are. */
export function warmUp(model: Model, size = 16): void {
  for (let seed = 1; seed <= 3; seed++) {
    model.forward(pixels([4, size, size, model.row.channels], seed), { training: true }).dispose();
  }
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}

export function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
