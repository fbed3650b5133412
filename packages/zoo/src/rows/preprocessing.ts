import type { Preprocessing } from './row.ts';

/** The authors' evaluation: shorter side to 256, centre crop of 224. */
export const imagenetPreprocessing: Preprocessing = {
  inputSize: 224,
  resize: 256,
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** The authors' numbers (125.3 123.0 113.9 and 63.0 62.1 66.7 of 255); the image is taken whole. */
export const cifarPreprocessing: Preprocessing = {
  inputSize: 32,
  resize: 32,
  interpolation: 'bicubic',
  mean: [125.3 / 255, 123.0 / 255, 113.9 / 255],
  std: [63.0 / 255, 62.1 / 255, 66.7 / 255],
};

/** Mean and deviation of the training digits, whose 8x8 pixels are taken whole. */
export const digitsPreprocessing: Preprocessing = {
  inputSize: 8,
  resize: 8,
  interpolation: 'bilinear',
  mean: [0.305],
  std: [0.376],
};
