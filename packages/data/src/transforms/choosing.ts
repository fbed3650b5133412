import type { Sample } from '../datasets/sample.ts';
import type { Size } from '../images/geometry.ts';
import type { Random } from '../random/random.ts';
import { crop } from './operations/crop.ts';
import { described, type Choice, type Transform } from './transform.ts';

/** The transform that cuts out what it chooses and finishes it: on a whole sample, or on what a decoder cut out. */
export function choosing(
  name: string,
  options: unknown,
  choose: (size: Size, random: Random) => Choice,
): Transform {
  const transform = (sample: Sample, random: Random) => {
    const { region, finish } = choose(sample, random);
    return finish(crop(sample, region));
  };
  return described(name, options, transform, choose);
}
