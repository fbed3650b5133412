import { addN, div, add, minimum, mul, sqrt, square, sum, tidy, type Tensor } from '@tensorflow/tfjs-core';

/** Gradients as they are to be used. */
export type Clip = (gradients: readonly Tensor[]) => readonly Tensor[];

/**
 * Shortens gradients whose common norm exceeds `norm` to it, as PyTorch's `clip_grad_norm_`; without a norm, leaves
 * them as they are.
 */
export function clipTo(norm: number | undefined): Clip {
  if (norm === undefined) return (gradients) => gradients;
  return (gradients) =>
    tidy(() => {
      const squares = gradients.map((gradient) => sum(square(gradient)));
      const length = sqrt(addN(squares));
      // PyTorch's own guard against a norm of zero.
      const factor = minimum(div(norm, add(length, 1e-6)), 1);
      return gradients.map((gradient) => mul(gradient, factor));
    });
}
