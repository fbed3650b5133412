import { coreKernels } from './core/index.ts';
import { registerAll } from './define.ts';
import { batchNormTrainingGradKernel, batchNormTrainingKernel } from './ops/batchNorm.ts';
import { conv2dKernel } from './ops/conv2d.ts';
import { conv2dBackpropFilterKernel, conv2dBackpropInputKernel } from './ops/conv2dGradients.ts';
import { fusedConv2dKernel } from './ops/fusedConv2d.ts';
import { globalAveragePoolGradKernel, globalAveragePoolKernel } from './ops/globalAveragePool.ts';
import { maxPool2dGradKernel, maxPool2dKernel } from './ops/maxPool.ts';
import { movingAverageKernel } from './ops/movingAverage.ts';
import { sgdUpdateKernel } from './ops/sgdUpdate.ts';
import { softmaxCrossEntropyKernel } from './ops/softmaxCrossEntropy.ts';

registerAll([
  ...coreKernels,
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
]);
