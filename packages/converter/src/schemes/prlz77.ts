import { bottleneckLayer } from './cifar.ts';
import { planByName, type Scheme } from './scheme.ts';

const IN_BLOCK = /^stage_(\d+)\.stage_\1_bottleneck_(\d+)\.(.+)$/;

/** prlz77's ResNeXt.pytorch for CIFAR. */
export const prlz77: Scheme = {
  name: 'prlz77',
  title: 'prlz77 (CIFAR)',
  anchor: /stage_1\.stage_1_bottleneck_0\.conv_conv$/,
  epsilon: 1e-5,
  plan: (layers) => planByName(layers, (name) => bottleneckLayer(name, IN_BLOCK)),
};
