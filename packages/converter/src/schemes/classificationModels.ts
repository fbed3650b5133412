import type { Layers } from '../layers/layers.ts';
import { DATA_NORM, unitLayer, withDataNorm } from './mxnet.ts';
import { LEAVE_OUT, planByName, type Origin, type Scheme } from './scheme.ts';

const AUTO_NAMED = /^conv2d(?:_(\d+))?$/;

/**
 * qubvel's classification_models for Keras: MXNet's names, but a grouped convolution is as many layers as
 * it has groups, which Keras numbered as they were made.
 */
export const classificationModels: Scheme = {
  name: 'classification_models',
  title: 'classification_models for Keras',
  anchor: /(?<!_)conv2d(_\d+)?$/,
  epsilon: 2e-5,
  plan(layers) {
    const plan = planByName(layers, (name) => {
      if (AUTO_NAMED.test(name)) return LEAVE_OUT;
      if (name === 'conv0') return 'conv1';
      if (name === 'bn0') return 'bn1';
      if (name === DATA_NORM) return DATA_NORM;
      return unitLayer(name) ?? (/^(fc\d*|predictions)$/.test(name) ? 'fc' : undefined);
    });
    return withDataNorm({ ...plan, origins: new Map([...plan.origins, ...groups(layers, plan.origins)]) });
  },
};

/** The numbered convolutions, dealt out to the blocks in their order. */
function* groups(layers: Layers, origins: ReadonlyMap<string, Origin>): Generator<[string, Origin]> {
  const numbered = [...layers.keys()]
    .filter((name) => AUTO_NAMED.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b));
  const blocks = [...origins.keys()]
    .filter((name) => name.endsWith('.conv1'))
    .map((name) => name.slice(0, -'.conv1'.length))
    .sort((a, b) => placeOf(a) - placeOf(b));
  const cardinality = numbered.length / blocks.length;
  if (!Number.isInteger(cardinality)) return;
  for (const [index, block] of blocks.entries()) {
    yield [`${block}.conv2`, { layers: numbered.slice(index * cardinality, (index + 1) * cardinality) }];
  }
}

function numberOf(name: string): number {
  return Number(AUTO_NAMED.exec(name)?.[1] ?? 0);
}

function placeOf(block: string): number {
  const [, stage, unit] = /^layer(\d+)\.(\d+)$/.exec(block) ?? [];
  return Number(stage) * 10_000 + Number(unit);
}
