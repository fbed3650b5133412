import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvGeometry, WindowGeometry } from '../geometry.ts';

/*
 * The names under which backends register their kernels for our operations, with each kernel's
 * attributes. Inputs and outputs are listed in their order; `?` marks an input that may be absent.
 * `packages/ops/src/kernels/composed` is the reference for what each computes.
 */

/** {x, filter, bias?} -> y */
export const Conv2D = 'ResNeXtConv2D';
/** {dy, filter} -> dx */
export const Conv2DBackpropInput = 'ResNeXtConv2DBackpropInput';
/** {x, dy} -> dfilter */
export const Conv2DBackpropFilter = 'ResNeXtConv2DBackpropFilter';
/** {x, filter, bias?, residual?} -> y */
export const FusedConv2D = 'ResNeXtFusedConv2D';

/** {x, scale, offset, residual?} -> y, mean, variance */
export const BatchNormTraining = 'ResNeXtBatchNormTraining';
/** {dy, x, y, scale, offset, mean, variance} -> dx, dscale, doffset, and dresidual where there was a residual */
export const BatchNormTrainingGrad = 'ResNeXtBatchNormTrainingGrad';

/** {x} -> y */
export const MaxPool2D = 'ResNeXtMaxPool2D';
/** {dy, x, y} -> dx */
export const MaxPool2DGrad = 'ResNeXtMaxPool2DGrad';

/** {x} -> y */
export const GlobalAveragePool = 'ResNeXtGlobalAveragePool';
/** {dy} -> dx */
export const GlobalAveragePoolGrad = 'ResNeXtGlobalAveragePoolGrad';

/** {} -> x; the bytes are an attribute, so that a backend decides how they travel. */
export const UploadBytes = 'ResNeXtUploadBytes';

/** {logits, labels} -> loss, dlogits */
export const SoftmaxCrossEntropy = 'ResNeXtSoftmaxCrossEntropy';

/**
 * {parameter, gradient, velocity} -> parameter, velocity. A kernel may write them where they were, as the
 * variables' old values are never read again: unless other tensors share them.
 */
export const SgdUpdate = 'ResNeXtSgdUpdate';

/** {average, value} -> average, which a kernel may write where it was, as in {@link SgdUpdate}. */
export const MovingAverage = 'ResNeXtMovingAverage';

export type Conv2DAttrs = ConvGeometry;

export interface Conv2DBackpropInputAttrs extends ConvGeometry {
  /** [N, H, W, C] of x */
  readonly inputShape: readonly number[];
}

export interface Conv2DBackpropFilterAttrs extends ConvGeometry {
  /** [kH, kW, C / groups, O] */
  readonly filterShape: readonly number[];
}

export interface FusedConv2DAttrs extends ConvGeometry {
  readonly relu: boolean;
}

export interface BatchNormAttrs {
  readonly epsilon: number;
  readonly relu: boolean;
  /** Whether there is one, which the gradient cannot tell from its own inputs. */
  readonly residual: boolean;
}

export interface BatchNormTrainingGradInputs {
  readonly dy: Tensor4D;
  readonly x: Tensor4D;
  readonly y: Tensor4D;
  readonly scale: Tensor1D;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

export interface MaxPool2DAttrs extends WindowGeometry {
  readonly size: readonly [number, number];
}

export interface GlobalAveragePoolGradAttrs {
  /** [N, H, W, C] of x */
  readonly inputShape: readonly number[];
}

export interface UploadBytesAttrs {
  readonly bytes: Uint8Array;
  readonly shape: readonly [number, number, number, number];
}

export interface SoftmaxCrossEntropyInputs {
  readonly logits: Tensor2D;
  readonly labels: Tensor1D | Tensor2D;
}

export interface SoftmaxCrossEntropyAttrs {
  readonly labelSmoothing: number;
}

export interface MovingAverageAttrs {
  readonly rate: number;
  readonly factor: number;
}

export interface SgdUpdateAttrs {
  readonly learningRate: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}
