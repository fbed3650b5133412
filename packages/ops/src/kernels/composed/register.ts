import { registerKernel } from '@tensorflow/tfjs-core';
import { batchNormTrainingKernel } from './batchNormTraining.ts';
import { batchNormTrainingGradKernel } from './batchNormTrainingGrad.ts';
import { conv2dKernel } from './conv2d.ts';
import { conv2dBackpropFilterKernel } from './conv2dBackpropFilter.ts';
import { conv2dBackpropInputKernel } from './conv2dBackpropInput.ts';
import { fusedConv2dKernel } from './fusedConv2d.ts';
import { globalAveragePoolGradKernel, globalAveragePoolKernel } from './globalAveragePool.ts';
import { maxPool2dGradKernel, maxPool2dKernel } from './maxPool2d.ts';
import { movingAverageKernel } from './movingAverage.ts';
import { sgdUpdateKernel } from './sgdUpdate.ts';
import { softmaxCrossEntropyKernel } from './softmaxCrossEntropy.ts';
import { uploadBytesKernel } from './uploadBytes.ts';

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
  movingAverageKernel,
  uploadBytesKernel,
];

/** The backends whose own kernels are tfjs-core's; one with better kernels registers those itself. */
const backends = ['cpu', 'wasm', 'webgl', 'webgpu'];

// Native memory is the processor's own, and nothing travels there.
registerKernel({ ...uploadBytesKernel, backendName: 'native' });

for (const backendName of backends) {
  for (const kernel of kernels) registerKernel({ ...kernel, backendName });
}
