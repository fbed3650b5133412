export type { BatchTransform } from './batchTransform.ts';
export { cutmix } from './cutmix.ts';
export { mixup, type MixupOptions } from './mixup.ts';
export { randomChoice } from './randomChoice.ts';
