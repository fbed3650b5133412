export { compose } from './compose.ts';
export { horizontalFlip } from './horizontal-flip.ts';
export { randomAffine, type RandomAffineOptions } from './random-affine.ts';
export { randomCrop, type RandomCropOptions } from './random-crop.ts';
export type { Transform } from './transform.ts';
