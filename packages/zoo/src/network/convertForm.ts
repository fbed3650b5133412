import { concat, slice, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { Parameter } from '@resnext/blocks';
import { Counter, type Leaf } from '@resnext/blocks';
import { ZooError } from '../errors.ts';
import type { Network } from './network.ts';

const IN_A_PATH = /^(?<block>.*\.)paths\.(?<path>\d+)\.(?<rest>.*)$/;

/**
 * Fills `target`, a network of the same row in another form, from `source`: what form C keeps in one
 * tensor, A and B keep in one a path. Slices and concatenations only, so the weights are the same ones.
 */
export function convertFormInto(source: Network, target: Network, cardinality: number): void {
  const leaves = new Map(source.leaves());
  for (const [name, leaf] of target.leaves()) {
    const origins = originsOf(name, leaves, cardinality);
    if (leaf instanceof Counter) {
      leaf.value = (origins.leaves[0] as Counter).value;
    } else {
      tidy(() => leaf.set(origins.take(origins.leaves.map((origin) => (origin as Parameter).variable))));
    }
  }
}

interface Origins {
  readonly leaves: readonly Leaf[];
  readonly take: (values: readonly Tensor[]) => Tensor;
}

function originsOf(name: string, leaves: ReadonlyMap<string, Leaf>, cardinality: number): Origins {
  const same = leaves.get(name);
  if (same) return { leaves: [same], take: ([value]) => value! };

  const inPath = IN_A_PATH.exec(name)?.groups;
  if (inPath) {
    const whole = leaves.get(`${inPath.block}${inPath.rest}`);
    if (whole)
      return { leaves: [whole], take: ([value]) => pathOf(value!, name, Number(inPath.path), cardinality) };
  }

  const split = name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1;
  const paths = Array.from({ length: cardinality }, (_, path) =>
    leaves.get(`${name.slice(0, split)}paths.${path}.${name.slice(split)}`),
  );
  if (paths.every((leaf) => leaf !== undefined)) {
    return { leaves: paths, take: (values) => concat([...values], pathAxis(name, values[0]!)) };
  }
  throw new ZooError('ZOO_BAD_ROW', `expected a source for ${name} in the other form but found none`);
}

/** Paths lie beside each other along the outputs, except in the last 1x1, whose inputs they are. */
function pathAxis(name: string, value: Tensor): number {
  return name.includes('conv3.') ? 2 : value.rank - 1;
}

function pathOf(value: Tensor, name: string, path: number, cardinality: number): Tensor {
  const axis = pathAxis(name, value);
  const size = value.shape.slice();
  size[axis] = size[axis]! / cardinality;
  const begin = value.shape.map((_, i) => (i === axis ? path * size[axis]! : 0));
  return slice(value, begin, size);
}
