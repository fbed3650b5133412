import type { Tensor } from '@tensorflow/tfjs-core';
import { OpsError } from './errors.ts';

/** Refuses a tensor whose shape is not `expected`; -1 stands for any size. */
export function checkShape(name: string, tensor: Tensor, expected: readonly number[], reading: string): void {
  const { shape } = tensor;
  const fits =
    shape.length === expected.length &&
    shape.every((size, axis) => expected[axis] === -1 || size === expected[axis]);
  if (!fits) {
    const wanted = expected.map((size) => (size === -1 ? '*' : size)).join(', ');
    throw new OpsError(
      'OPS_BAD_SHAPE',
      `expected a tensor [${wanted}] (${reading}) for ${name} but received [${shape.join(', ')}]`,
    );
  }
}

/** Refuses a number outside [least, most]. */
export function checkRange(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) {
    throw new OpsError(
      'OPS_BAD_OPTION',
      `expected a number from ${least} to ${most} for ${name} but received ${value}`,
    );
  }
}
