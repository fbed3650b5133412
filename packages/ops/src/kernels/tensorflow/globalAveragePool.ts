import { div, reshape, tensor1d, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { GlobalAveragePool, GlobalAveragePoolGrad, type GlobalAveragePoolGradAttrs } from '../names.ts';
import { bool, type } from './attributes.ts';
import { tensorflowKernel } from './define.ts';

export const globalAveragePoolKernel = tensorflowKernel<{ readonly x: Tensor4D }>(
  GlobalAveragePool,
  (tf, { x }) =>
    tf.run('Mean', [x, tensor1d([1, 2], 'int32')], { Tidx: type('TF_INT32'), keep_dims: bool(false) }),
);

export const globalAveragePoolGradKernel = tensorflowKernel<
  { readonly dy: Tensor2D },
  GlobalAveragePoolGradAttrs
>(GlobalAveragePoolGrad, (tf, { dy }, { inputShape }) => {
  const [batch, height, width, channels] = inputShape as Tensor4D['shape'];
  const share = reshape(div(dy, height * width), [batch, 1, 1, channels]);
  return tf.run('BroadcastTo', [share, tensor1d([...inputShape], 'int32')], { Tidx: type('TF_INT32') });
});
