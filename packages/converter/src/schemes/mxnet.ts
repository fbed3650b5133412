import { planByName, type Scheme } from './scheme.ts';

const IN_UNIT = /^stage(\d+)_unit(\d+)_(?:(conv|bn)([123])|(sc)|(sc_bn))$/;

/** MXNet's own ResNeXts and cypw's, which were made with them, for Caffe too. */
export const mxnet: Scheme = {
  name: 'mxnet',
  title: 'MXNet and cypw',
  anchor: /stage1_unit1_conv2$/,
  epsilon: 2e-5,
  plan(layers) {
    const plan = planByName(layers, (name) => {
      if (name === 'conv0') return 'conv1';
      if (name === 'bn0') return 'bn1';
      if (name === DATA_NORM) return DATA_NORM;
      return unitLayer(name) ?? (/^fc\d*$/.test(name) ? 'fc' : undefined);
    });
    return withDataNorm(plan);
  },
};

export const DATA_NORM = 'bn_data';

/** A layer of `stage{s}_unit{u}`, both counted from 1. */
export function unitLayer(name: string): string | undefined {
  const [, stage, unit, kind, number, projection, norm] = IN_UNIT.exec(name) ?? [];
  if (stage === undefined) return undefined;
  const block = `layer${stage}.${Number(unit) - 1}`;
  if (projection !== undefined) return `${block}.downsample.0`;
  return norm === undefined ? `${block}.${kind}${number}` : `${block}.downsample.1`;
}

/** The first batch norm is none of the network's layers. */
export function withDataNorm(plan: ReturnType<typeof planByName>): ReturnType<Scheme['plan']> {
  const origins = new Map(plan.origins);
  return origins.delete(DATA_NORM) ? { ...plan, origins, dataNorm: DATA_NORM } : plan;
}
