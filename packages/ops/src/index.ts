// Importing the package registers the gradients and the kernels, as tfjs's own packages do.
import './gradients/register.ts';
import './kernels/composed/register.ts';
import './kernels/tensorflow/register.ts';

export { OpsError, type OpsErrorCode } from './errors.ts';
export {
  outputSize,
  type ConvGeometry,
  type Padding,
  type Side,
  type Size2D,
  type WindowGeometry,
} from './geometry.ts';
export { recompute } from './gradients/recompute.ts';
export { variableGradients, type VariableGradients } from './gradients/variableGradients.ts';
export * as kernels from './kernels/names.ts';
export { batchNormInference, type BatchNormInferenceOptions } from './ops/batchNormInference.ts';
export { batchNormTraining, type BatchNormOptions, type NormalisedBatch } from './ops/batchNormTraining.ts';
export { conv2d, type Conv2DOptions } from './ops/conv2d.ts';
export { fusedConv2d, type FusedConv2DOptions } from './ops/fusedConv2d.ts';
export { globalAveragePool } from './ops/globalAveragePool.ts';
export { maxPool2d, type MaxPool2DOptions } from './ops/maxPool2d.ts';
export { sgdUpdate, type SgdUpdateOptions } from './ops/sgdUpdate.ts';
export { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from './ops/softmaxCrossEntropy.ts';
export { updateAverage, type UpdateAverageOptions } from './ops/updateAverage.ts';
export { uploadBytes } from './ops/uploadBytes.ts';
