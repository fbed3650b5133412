import { invalidOption } from '../check.ts';
import { centerCrop } from './centerCrop.ts';
import { colorJitter } from './colorJitter.ts';
import { compose } from './compose.ts';
import { FROM_MODULE, fromModule, type ModuleOptions } from './fromModule.ts';
import { horizontalFlip } from './horizontalFlip.ts';
import { lighting } from './lighting.ts';
import { normalize } from './normalize.ts';
import { randAugment } from './randAugment.ts';
import { randomAffine } from './randomAffine.ts';
import { randomCrop } from './randomCrop.ts';
import { randomErasing } from './randomErasing.ts';
import { randomResizedCrop } from './randomResizedCrop.ts';
import { resize } from './resize.ts';
import { tenCrop } from './tenCrop.ts';
import type { AnyTransform, TransformDescription } from './transform.ts';
import { trivialAugmentWide } from './trivialAugmentWide.ts';

/** Every transform that has a description and takes what it describes. */
const factories = {
  centerCrop,
  colorJitter,
  horizontalFlip,
  lighting,
  normalize,
  randAugment,
  randomAffine,
  randomCrop,
  randomErasing,
  randomResizedCrop,
  resize,
  tenCrop,
  trivialAugmentWide,
} satisfies Record<string, (options: never) => AnyTransform>;

/**
 * The transform that a description describes.
 *
 * @throws {DataError} `DATA_INVALID_OPTION` for an unknown name, or what making the transform throws
 */
export async function buildTransform({ name, options }: TransformDescription): Promise<AnyTransform> {
  if (name === 'compose') {
    return compose(...(await Promise.all((options as TransformDescription[]).map(buildTransform))));
  }
  if (name === FROM_MODULE) {
    const { url, options: own } = options as ModuleOptions;
    return fromModule(url, own);
  }
  if (!Object.hasOwn(factories, name)) {
    throw invalidOption('the name of a transform', Object.keys(factories).join(', '), name);
  }
  return factories[name as keyof typeof factories](options as never);
}
