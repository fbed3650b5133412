import { conv2dKernel } from '../ops/conv2d.ts';
import { conv2dBackpropFilterKernel, conv2dBackpropInputKernel } from '../ops/conv2dGradients.ts';
import { kernelOf } from './kernelOf.ts';

/** The convolution of @resnext/ops and its gradients, for the kernels of tfjs-core that are made of them. */
export const convolve = kernelOf(conv2dKernel);
export const inputGradient = kernelOf(conv2dBackpropInputKernel);
export const filterGradient = kernelOf(conv2dBackpropFilterKernel);
