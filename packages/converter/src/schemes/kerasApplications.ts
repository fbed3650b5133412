import { LEAVE_OUT, planByName, type Origin, type Scheme } from './scheme.ts';

const IN_BLOCK = /^conv(\d+)_block(\d+)_([0123])_(conv|bn)$/;
/** The fixed convolution that sums what the depthwise one made: it is not trained. */
const FIXED = /^conv\d+_block\d+_2_gconv$/;

/** keras-applications, whose grouped convolutions are depthwise ones and a sum. */
export const kerasApplications: Scheme = {
  name: 'keras-applications',
  title: 'keras-applications',
  anchor: /conv2_block1_2_conv$/,
  epsilon: 1.001e-5,
  plan(layers) {
    const plan = planByName(layers, (name) => {
      if (FIXED.test(name)) return LEAVE_OUT;
      if (name === 'conv1_conv') return 'conv1';
      if (name === 'conv1_bn') return 'bn1';
      if (name === 'probs' || name === 'predictions') return 'fc';
      const [, group, block, place, kind] = IN_BLOCK.exec(name) ?? [];
      if (group === undefined) return undefined;
      const target = `layer${Number(group) - 1}.${Number(block) - 1}`;
      if (place === '0') return `${target}.downsample.${kind === 'conv' ? 0 : 1}`;
      return `${target}.${kind}${place}`;
    });
    const origins = [...plan.origins].map(([target, origin]): [string, Origin] => {
      const grouped = layers.get(origin.layers[0]!)?.tensors.get('weight');
      const depthwise = target.endsWith('.conv2') && isDepthwise(grouped?.shape);
      return [target, { ...origin, depthwise }];
    });
    return { ...plan, origins: new Map(origins) };
  },
};

/** [h, w, channels, c] with c paths' channels; a true grouped filter is [h, w, c, channels]. */
function isDepthwise(shape: readonly number[] | undefined): boolean {
  return shape?.length === 4 && shape[2]! >= shape[3]!;
}
