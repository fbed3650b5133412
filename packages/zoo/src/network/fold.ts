import { add, mul, rsqrt, sub, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { BatchNorm, Convolution, EPSILON } from '@resnext/blocks';
import { copyLeaves } from './copy.ts';
import type { Network } from './network.ts';

/**
 * Fills `target`, the folded network of the same row, from `source`: the scale of a batch norm goes
 * into the filter before it, and its offset into a bias. Exact but for rounding.
 */
export function foldInto(source: Network, target: Network): void {
  const twins = new Map(target.modules());
  for (const [name, module] of source.modules()) {
    const twin = twins.get(name);
    if (module instanceof Convolution && twin instanceof Convolution) {
      if (module.norm && !twin.norm) foldNorm(module, module.norm, twin);
      else copyLeaves(module, twin);
    } else if (module instanceof BatchNorm && twin) {
      copyLeaves(module, twin);
    }
  }
}

function foldNorm(convolution: Convolution, norm: BatchNorm, target: Convolution): void {
  tidy(() => {
    const scale = mul(norm.weight.vector, rsqrt(add(norm.runningVariance.vector, EPSILON)));
    const bias = convolution.bias?.vector ?? zerosLike(norm.bias.vector);
    target.weight.set(mul(convolution.weight.filter, scale));
    target.bias!.set(add(norm.bias.vector, mul(sub(bias, norm.runningMean.vector), scale)));
  });
}
