import { checkInteger, checkNumber } from '../check.ts';
import type { Random } from '../random/random.ts';
import type { BatchTransform, MixableBatch } from './batchTransform.ts';
import { mixLabels, mixPixels } from './mix.ts';

/** What {@link mixup} draws from. */
export interface MixupOptions {
  /** How many classes there are. */
  classes: number;
  /** Shares are drawn from the beta distribution with both parameters equal to this. Default 1: uniformly. */
  alpha?: number;
}

/**
 * Blends every sample with another, all in one proportion: Zhang et al. 2017, as torchvision's `MixUp`.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function mixup(options: MixupOptions): BatchTransform {
  const { classes, alpha = 1 } = options;
  checkInteger('classes', classes, { min: 1 });
  checkNumber('alpha', alpha, { min: Number.MIN_VALUE });
  const mix = (batch: MixableBatch, random: Random): Float32Array => {
    const share = random.beta(alpha);
    blend(batch, share);
    return mixLabels(batch, share, classes);
  };
  return Object.assign(mix, { classes, description: { name: 'mixup', options } });
}

function blend(batch: MixableBatch, share: number): void {
  const rounding = batch.images instanceof Uint8Array ? 0.5 : 0;
  mixPixels(batch, (sample, partner) => {
    for (let i = 0; i < sample.length; i++) {
      sample[i] = share * sample[i]! + (1 - share) * partner[i]! + rounding;
    }
  });
}
