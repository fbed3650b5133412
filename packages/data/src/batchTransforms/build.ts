import type { BatchTransform, BatchTransformDescription } from './batchTransform.ts';
import { cutmix } from './cutmix.ts';
import { mixup, type MixupOptions } from './mixup.ts';
import { randomChoice } from './randomChoice.ts';

/** The batch transform that a description of this package's describes. */
export function buildBatchTransform({ name, options }: BatchTransformDescription): BatchTransform {
  if (name === 'randomChoice') {
    return randomChoice(...(options as BatchTransformDescription[]).map(buildBatchTransform));
  }
  return (name === 'mixup' ? mixup : cutmix)(options as MixupOptions);
}
