import { roundHalfToEven } from '../../images/geometry.ts';
import { inverseAffine } from '../affineMatrix.ts';
import { affineNearest } from './affineNearest.ts';
import { adjustBrightness, adjustContrast, adjustSaturation, adjustSharpness } from './enhance.ts';
import type { ByteSample } from './requireBytes.ts';
import { autoContrast, equalize, posterize, solarize } from './tones.ts';

/** How strong the operations are at the last bin. */
export interface Strengths {
  /** Horizontal by vertical units. */
  shear: number;
  /** In pixels, for a sample of this size. */
  translate(side: number): number;
  /** In degrees. */
  rotate: number;
  /** Of brightness, colour, contrast and sharpness: factors reach 1 minus to 1 plus this. */
  enhance: number;
  /** How many bits are lost. */
  posterize: number;
}

/** One operation that automatic augmentation draws. */
export interface Operation {
  /** Whether the magnitude may be turned into its negative. */
  signed: boolean;
  /** `level` goes from 0, for the first bin, to 1, for the last, and is negative where a sign was drawn. */
  apply(sample: ByteSample, level: number): ByteSample;
}

/** The fourteen operations of RandAugment and TrivialAugment under torchvision's names, at the strengths given. */
export function augmentationSpace(strengths: Strengths): Record<string, Operation> {
  // torchvision keeps magnitudes in 32 bits.
  const factor = (level: number) => Math.fround(level * strengths.enhance);
  const signed = (apply: Operation['apply']): Operation => ({ signed: true, apply });
  const unsigned = (apply: Operation['apply']): Operation => ({ signed: false, apply });
  return {
    Identity: unsigned((sample) => sample),
    ShearX: signed((sample, level) => affineNearest(sample, [1, level * strengths.shear, 0, 0, 1, 0])),
    ShearY: signed((sample, level) => affineNearest(sample, [1, 0, 0, level * strengths.shear, 1, 0])),
    TranslateX: signed((sample, level) =>
      affineNearest(sample, [1, 0, -Math.trunc(level * strengths.translate(sample.width)), 0, 1, 0]),
    ),
    TranslateY: signed((sample, level) =>
      affineNearest(sample, [1, 0, 0, 0, 1, -Math.trunc(level * strengths.translate(sample.height))]),
    ),
    Rotate: signed((sample, level) => rotate(sample, level * strengths.rotate)),
    Brightness: signed((sample, level) => adjustBrightness(sample, 1 + factor(level))),
    Color: signed((sample, level) => adjustSaturation(sample, 1 + factor(level))),
    Contrast: signed((sample, level) => adjustContrast(sample, 1 + factor(level))),
    Sharpness: signed((sample, level) => adjustSharpness(sample, 1 + factor(level))),
    Posterize: unsigned((sample, level) =>
      posterize(sample, 8 - roundHalfToEven(level * strengths.posterize)),
    ),
    Solarize: unsigned((sample, level) => solarize(sample, 255 * (1 - level))),
    AutoContrast: unsigned(autoContrast),
    Equalize: unsigned(equalize),
  };
}

/** Counter-clockwise, about the middle. */
function rotate(sample: ByteSample, degrees: number): ByteSample {
  return affineNearest(
    sample,
    inverseAffine({ degrees: -degrees, translate: [0, 0], scale: 1, shear: [0, 0] }, sample),
  );
}
