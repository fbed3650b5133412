import type { Interpolation } from '../images/filter.ts';
import {
  centerCrop,
  colorJitter,
  compose,
  horizontalFlip,
  lighting,
  normalize,
  randomResizedCrop,
  resize,
  tenCrop,
  type AnyTransform,
  type Transform,
} from '../transforms/index.ts';
import type { PresetOptions } from './presetOptions.ts';

const STATISTICS = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** What may differ from the authors' training on ImageNet. */
export interface ImagenetTrainOptions extends PresetOptions {
  /** The side of the crops in pixels. Default 224. */
  size?: number;
  /** Default `bicubic`. */
  interpolation?: Interpolation;
}

/**
 * How the authors of ResNeXt augment ImageNet: a random crop of 8 to 100 % of the area, colours jittered by 0.4 in random
 * order, lighting noise of 0.1, mirrored half of the time.
 *
 * Source: `datasets/imagenet.lua` of fb.resnet.torch. Colours are kept to bytes after each step, as in torchvision.
 */
export function imagenetTrain(options: ImagenetTrainOptions = {}): Transform {
  const { size = 224, interpolation = 'bicubic', normalize: isNormalized = false } = options;
  return compose(
    randomResizedCrop({ size, interpolation, fallback: 'scale' }),
    colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4 }),
    lighting({ alphaStd: 0.1 }),
    ...(isNormalized ? [normalize(STATISTICS)] : []),
    horizontalFlip(0.5),
  );
}

/** What may differ from the authors' evaluation on ImageNet. */
export interface ImagenetEvalOptions extends PresetOptions {
  /** The length of the shorter side in pixels. Default 256. */
  resize?: number;
  /** The side of the crop in pixels. Default 224. */
  crop?: number;
  /** Default `bicubic`. */
  interpolation?: Interpolation;
}

/** How the authors judge on ImageNet: the shorter side becomes 256, the middle 224x224 are cut out. */
export function imagenetEval(options?: ImagenetEvalOptions & { tenCrop?: false }): Transform;
/** The same with ten views of each image: corners and middle, and all five mirrored. */
export function imagenetEval(options: ImagenetEvalOptions & { tenCrop?: boolean }): AnyTransform;
export function imagenetEval(options: ImagenetEvalOptions & { tenCrop?: boolean } = {}): AnyTransform {
  const {
    resize: shorter = 256,
    crop = 224,
    interpolation = 'bicubic',
    normalize: isNormalized = false,
  } = options;
  return compose(
    resize({ size: shorter, interpolation }),
    options.tenCrop ? tenCrop(crop) : centerCrop(crop),
    ...(isNormalized ? [normalize(STATISTICS)] : []),
  );
}
