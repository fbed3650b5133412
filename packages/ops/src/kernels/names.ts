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
/** {dy, x, y, scale, mean, variance} -> dx, dscale, doffset, dresidual */
export const BatchNormTrainingGrad = 'ResNeXtBatchNormTrainingGrad';

/** {x} -> y */
export const MaxPool2D = 'ResNeXtMaxPool2D';
/** {dy, x, y} -> dx */
export const MaxPool2DGrad = 'ResNeXtMaxPool2DGrad';

/** {x} -> y */
export const GlobalAveragePool = 'ResNeXtGlobalAveragePool';
/** {dy} -> dx */
export const GlobalAveragePoolGrad = 'ResNeXtGlobalAveragePoolGrad';

/** {logits, labels} -> loss, dlogits */
export const SoftmaxCrossEntropy = 'ResNeXtSoftmaxCrossEntropy';

/** {parameter, gradient, velocity} -> parameter, velocity */
export const SgdUpdate = 'ResNeXtSgdUpdate';

/** {average, value} -> average */
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
}

export interface MaxPool2DAttrs extends WindowGeometry {
  readonly size: readonly [number, number];
}

export interface GlobalAveragePoolGradAttrs {
  /** [N, H, W, C] of x */
  readonly inputShape: readonly number[];
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
