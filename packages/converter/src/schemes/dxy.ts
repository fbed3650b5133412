import { bottleneckLayer } from './cifar.ts';
import { planByName, type Scheme } from './scheme.ts';

const IN_BLOCK = /^stage_(\d+)\.(\d+)\.(.+)$/;

/** D-X-Y's ResNeXt-DenseNet for CIFAR. */
export const dxy: Scheme = {
  name: 'dxy',
  title: 'D-X-Y (CIFAR)',
  anchor: /stage_1\.0\.conv_conv$/,
  epsilon: 1e-5,
  plan: (layers) => planByName(layers, (name) => bottleneckLayer(name, IN_BLOCK)),
};
