import { registerGradient } from '@tensorflow/tfjs-core';
import { batchNormTrainingGradient } from './batchNormTraining.ts';
import { conv2dGradient } from './conv2d.ts';
import { coreGradients } from './core.ts';
import { globalAveragePoolGradient } from './globalAveragePool.ts';
import { maxPool2dGradient } from './maxPool2d.ts';
import { softmaxCrossEntropyGradient } from './softmaxCrossEntropy.ts';

const gradients = [
  conv2dGradient,
  batchNormTrainingGradient,
  maxPool2dGradient,
  globalAveragePoolGradient,
  softmaxCrossEntropyGradient,
  ...coreGradients,
];

for (const gradient of gradients) registerGradient(gradient);
