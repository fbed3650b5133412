import { compose, horizontalFlip, normalize, randomCrop, type Transform } from '../transforms/index.ts';
import type { PresetOptions } from './presetOptions.ts';

const STATISTICS = {
  mean: [125.3 / 255, 123.0 / 255, 113.9 / 255],
  std: [63.0 / 255, 62.1 / 255, 66.7 / 255],
};

/**
 * How the authors of ResNeXt augment CIFAR: normalised, mirrored half of the time, padded by 4 pixels with 0, which is the
 * mean colour, and cropped back to 32x32 at random. Bytes are padded with the mean colour itself, rounded.
 *
 * Source: `datasets/cifar10.lua` of fb.resnet.torch.
 */
export function cifarTrain({ normalize: isNormalized = false }: PresetOptions = {}): Transform {
  return compose(
    ...(isNormalized ? [normalize(STATISTICS)] : []),
    horizontalFlip(0.5),
    randomCrop({ padding: 4, fill: isNormalized ? 0 : STATISTICS.mean }),
  );
}

/** How the authors judge on CIFAR: images as they are, normalised. */
export function cifarEval({ normalize: isNormalized = false }: PresetOptions = {}): Transform {
  return compose(...(isNormalized ? [normalize(STATISTICS)] : []));
}
