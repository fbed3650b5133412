export { compose } from './compose.ts';
export { horizontalFlip } from './horizontalFlip.ts';
export { randomAffine, type RandomAffineOptions } from './randomAffine.ts';
export { randomCrop, type RandomCropOptions } from './randomCrop.ts';
export type { Transform } from './transform.ts';
