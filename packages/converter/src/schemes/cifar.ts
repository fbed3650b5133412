/** What both of the well-known PyTorch ports for CIFAR call the layers of a bottleneck. */
const parts: Readonly<Record<string, string | undefined>> = {
  conv_reduce: 'conv1',
  bn_reduce: 'bn1',
  conv_conv: 'conv2',
  bn: 'bn2',
  bn_conv: 'bn2',
  conv_expand: 'conv3',
  bn_expand: 'bn3',
  'shortcut.shortcut_conv': 'downsample.0',
  'shortcut.shortcut_bn': 'downsample.1',
  'downsample.0': 'downsample.0',
  'downsample.1': 'downsample.1',
};

const ends: Readonly<Record<string, string | undefined>> = {
  conv_1_3x3: 'conv1',
  bn_1: 'bn1',
  classifier: 'fc',
};

/** @param inBlock finds stage (from 1), block (from 0) and part in a name */
export function bottleneckLayer(name: string, inBlock: RegExp): string | undefined {
  const [, stage, block, part] = inBlock.exec(name) ?? [];
  if (stage === undefined) return ends[name];
  const target = parts[part!];
  return target && `layer${stage}.${block}.${target}`;
}
