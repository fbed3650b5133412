import { kernels } from '@resnext/ops';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import { floatsOf } from './floats.ts';

interface Inputs {
  readonly logits: TensorInfo;
  readonly labels: TensorInfo;
}

export const softmaxCrossEntropyKernel = nativeKernel<Inputs, kernels.SoftmaxCrossEntropyAttrs>(
  kernels.SoftmaxCrossEntropy,
  (backend, { logits, labels }, { labelSmoothing }) => {
    const [batch, classes] = logits.shape as [number, number];
    const hard = labels.shape.length === 1;
    const loss = backend.output([]);
    const dlogits = backend.output(logits.shape);
    backend.addon.softmaxCrossEntropy(
      batch,
      classes,
      labelSmoothing,
      floatsOf(backend, logits, 'logits'),
      hard ? backend.memoryOf(labels) : undefined,
      hard ? undefined : floatsOf(backend, labels, 'labels'),
      backend.memoryOf(loss),
      backend.memoryOf(dlogits),
    );
    return [loss, dlogits];
  },
);
