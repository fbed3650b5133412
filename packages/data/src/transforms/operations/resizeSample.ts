import type { Sample } from '../../datasets/sample.ts';
import type { Interpolation } from '../../images/filter.ts';
import type { Size } from '../../images/geometry.ts';
import { resample } from '../../images/resample.ts';
import { requireBytes } from './requireBytes.ts';

/** A sample at another size. */
export function resizeSample(sample: Sample, size: Size, interpolation: Interpolation): Sample {
  const window = { top: 0, left: 0, height: size.height, width: size.width };
  return { ...sample, ...resample(requireBytes('resize', sample), { size, window, interpolation }) };
}
