import type { Layers } from '../layers/layers.ts';
import { planByName, type Scheme } from './scheme.ts';

const IN_BLOCK = /^features\.(\d+)\.(\d+)\.(?:body\.(\d+)|downsample\.([01])|se\.(\d+))$/;
/** Places of convolutions and batch norms in a block's body, with ReLUs between. */
const body: Readonly<Record<string, string | undefined>> = {
  0: 'conv1',
  1: 'bn1',
  3: 'conv2',
  4: 'bn2',
  6: 'conv3',
  7: 'bn3',
};

/** Gluon's model zoo for computer vision. */
export const gluoncv: Scheme = {
  name: 'gluoncv',
  title: 'GluonCV',
  anchor: /features\.\d+\.0\.body\.3$/,
  epsilon: 1e-5,
  plan(layers) {
    const firstStage = stagesBegin(layers);
    return planByName(layers, (name) => {
      if (name === 'features.0') return 'conv1';
      if (name === 'features.1') return 'bn1';
      if (name === 'output') return 'fc';
      const [, stage, block, place, projection, gate] = IN_BLOCK.exec(name) ?? [];
      if (stage === undefined) return undefined;
      const target = `layer${Number(stage) - firstStage + 1}.${block}`;
      if (projection !== undefined) return `${target}.downsample.${projection}`;
      if (gate !== undefined) return `${target}.se.fc${gate === '0' ? 1 : 2}`;
      const part = body[place!];
      return part && `${target}.${part}`;
    });
  },
};

/** Behind the stem, which has a pool for photographs and none for small images. */
function stagesBegin(layers: Layers): number {
  const places = [...layers.keys()].map((name) =>
    Number(/^features\.(\d+)\.0\.body\./.exec(name)?.[1] ?? Infinity),
  );
  return Math.min(...places);
}
