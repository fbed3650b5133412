import { tidy, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { checkShape } from '../check.ts';
import { OpsError } from '../errors.ts';
import { SgdUpdate, type SgdUpdateAttrs } from '../kernels/names.ts';
import { runKernel } from '../kernels/run.ts';

export interface SgdUpdateOptions {
  readonly learningRate: number;
  /** The share of the velocity that is kept; 0 unless told. */
  readonly momentum?: number;
  /** The share of the gradient that the velocity does not take; 0 unless told. */
  readonly dampening?: number;
  /** What of the parameter is added to its gradient; 0 unless told. */
  readonly weightDecay?: number;
  /** Whether to step along the velocity that the next step would have; false unless told. */
  readonly nesterov?: boolean;
}

/**
 * One step of stochastic gradient descent, as Torch's `optim.sgd` and PyTorch's `SGD` take it. Writes
 * `parameter` and `velocity`, all three of one shape. `velocity` starts as zeros (with dampening 0,
 * which Nesterov demands, that equals PyTorch's start from the first gradient).
 *
 * @throws OpsError when shapes or options do not fit together.
 */
export function sgdUpdate(
  parameter: Variable,
  gradient: Tensor,
  velocity: Variable,
  options: SgdUpdateOptions,
): void {
  const { learningRate, momentum = 0, dampening = 0, weightDecay = 0, nesterov = false } = options;
  checkShape('gradient', gradient, parameter.shape, 'the shape of the parameter');
  checkShape('velocity', velocity, parameter.shape, 'the shape of the parameter');
  if (nesterov && (momentum <= 0 || dampening !== 0)) {
    throw new OpsError(
      'OPS_BAD_OPTION',
      `expected a momentum above 0 and a dampening of 0 for Nesterov but received ${momentum} and ${dampening}`,
    );
  }
  const attrs: SgdUpdateAttrs = { learningRate, momentum, dampening, weightDecay, nesterov };
  tidy(() => {
    const [next, nextVelocity] = runKernel<Tensor[]>(SgdUpdate, { parameter, gradient, velocity }, attrs);
    parameter.assign(next!);
    velocity.assign(nextVelocity!);
  });
}
