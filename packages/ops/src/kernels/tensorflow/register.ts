import { registerKernel } from '@tensorflow/tfjs-core';
import { movingAverageKernel } from '../composed/movingAverage.ts';
import { batchNormTrainingKernel } from './batchNormTraining.ts';
import { batchNormTrainingGradKernel } from './batchNormTrainingGrad.ts';
import { conv2dKernel } from './conv2d.ts';
import { conv2dBackpropFilterKernel } from './conv2dBackpropFilter.ts';
import { conv2dBackpropInputKernel } from './conv2dBackpropInput.ts';
import { fusedConv2dKernel } from './fusedConv2d.ts';
import { globalAveragePoolGradKernel, globalAveragePoolKernel } from './globalAveragePool.ts';
import { maxPool2dGradKernel, maxPool2dKernel } from './maxPool2d.ts';
import { sgdUpdateKernel } from './sgdUpdate.ts';
import { softmaxCrossEntropyKernel } from './softmaxCrossEntropy.ts';
import { uploadBytesKernel } from './uploadBytes.ts';

/** What is large enough to matter; vectors of statistics are as well off with tfjs-core's operations. */
const kernels = [
  conv2dKernel,
  conv2dBackpropInputKernel,
  conv2dBackpropFilterKernel,
  fusedConv2dKernel,
  batchNormTrainingKernel,
  batchNormTrainingGradKernel,
  maxPool2dKernel,
  maxPool2dGradKernel,
  globalAveragePoolKernel,
  globalAveragePoolGradKernel,
  softmaxCrossEntropyKernel,
  sgdUpdateKernel,
  uploadBytesKernel,
  { ...movingAverageKernel, backendName: 'tensorflow' },
];

for (const kernel of kernels) registerKernel(kernel);
