import { planByName, type Scheme } from './scheme.ts';

const STEM = /^features\.init_block\.(?:conv\.)?(conv|bn)$/;
const IN_UNIT = /^features\.stage(\d+)\.unit(\d+)\.(?:body\.conv([123])|(identity_conv))\.(conv|bn)$/;
const GATE = /^features\.stage(\d+)\.unit(\d+)\.se\.(?:conv|fc)([12])$/;

/** osmr's imgclsmob (pytorchcv), for ImageNet and CIFAR. */
export const osmr: Scheme = {
  name: 'osmr',
  title: 'osmr (pytorchcv)',
  anchor: /features\.stage1\.unit1\.body\.conv2\.conv$/,
  epsilon: 1e-5,
  plan: (layers) =>
    planByName(layers, (name) => {
      if (name === 'output') return 'fc';
      const [, stem] = STEM.exec(name) ?? [];
      if (stem !== undefined) return `${stem}1`;
      const [, gateStage, gateUnit, gate] = GATE.exec(name) ?? [];
      if (gate !== undefined) return `layer${gateStage}.${Number(gateUnit) - 1}.se.fc${gate}`;
      const [, stage, unit, number, projection, kind] = IN_UNIT.exec(name) ?? [];
      if (stage === undefined) return undefined;
      const block = `layer${stage}.${Number(unit) - 1}`;
      return projection === undefined
        ? `${block}.${kind}${number}`
        : `${block}.downsample.${kind === 'conv' ? 0 : 1}`;
    }),
};
