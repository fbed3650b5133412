import { isBatchNorm, isConvolution, type Layers } from '../layers/layers.ts';
import type { Origin, Plan, Scheme } from './scheme.ts';

/**
 * The authors' Torch models, whose modules have no names but their places: `stage.block.0.0.*` is the main
 * branch of a block and `stage.block.0.1.*` its shortcut. So do clcarwin's and Cadene's conversions of
 * them, with a module more here and there, which is why layers are counted and not named. A model in form
 * B has a pair of convolutions for each path; side by side, they are form C's.
 */
export const torch: Scheme = {
  name: 'torch',
  title: "the authors' Torch modules",
  anchor: /(?<!\d\.?)(features\.)?\d\.0\.0\.0\.0(\.0)*$/,
  epsilon: 1e-5,
  plan(layers) {
    const numbered = [...layers.keys()].filter((name) => NUMBERED.test(name)).sort(byPlaces);
    const named = [...layers.keys()].filter((name) => !NUMBERED.test(name));
    const stages = unique(numbered.filter((name) => depthOf(name) >= 4).map(first));
    const origins = new Map<string, Origin>();
    const unknown: string[] = [];
    const heads = named.filter((name) => isConvolution(layers.get(name)!));
    const [begin = 0, end = 0] = [stages[0], stages.at(-1)];
    for (const name of numbered.filter((each) => !stages.includes(first(each)))) {
      const layer = layers.get(name)!;
      if (first(name) > end && isConvolution(layer)) heads.push(name);
      else if (first(name) < begin && isConvolution(layer)) origins.set('conv1', { layers: [name] });
      else if (first(name) < begin && isBatchNorm(layer)) origins.set('bn1', { layers: [name] });
      else unknown.push(name);
    }
    for (const [stage, place] of stages.entries()) {
      const inStage = numbered.filter((name) => first(name) === place);
      for (const [block, prefix] of unique(inStage.map((name) => places(name)[1]!)).entries()) {
        const inBlock = inStage.filter((name) => places(name)[1] === prefix);
        for (const [target, origin] of planBlock(inBlock, layers))
          origins.set(`layer${stage + 1}.${block}.${target}`, origin);
      }
    }
    const [head, ...others] = heads;
    if (head !== undefined) origins.set('fc', { layers: [head] });
    return { origins, unknown: [...unknown, ...others] } satisfies Plan;
  },
};

/** Cadene's are in a module of their own, beside the head. */
const NUMBERED = /^(?:features\.)?(\d+(?:\.\d+)*)$/;

/** A block's layers, in their order. */
function planBlock(names: readonly string[], layers: Layers): [string, Origin][] {
  const branch = (place: number): string[] => names.filter((name) => places(name)[3] === place);
  const [main, shortcut] = [branch(0), branch(1)];
  const convolutions = main.filter((name) => isConvolution(layers.get(name)!));
  const norms = main.filter((name) => isBatchNorm(layers.get(name)!));
  const planned: [string, Origin][] = [...inBranch(convolutions, 'conv'), ...inBranch(norms, 'bn')];
  for (const name of shortcut) {
    planned.push([`downsample.${isBatchNorm(layers.get(name)!) ? 1 : 0}`, { layers: [name] }]);
  }
  return planned;
}

/** Two of each path and then one, as in form B; form C is the case of one path. */
function inBranch(names: readonly string[], kind: 'conv' | 'bn'): [string, Origin][] {
  const pairs = names.slice(0, -1);
  const every = (remainder: number): string[] => pairs.filter((_, index) => index % 2 === remainder);
  const planned: [string, Origin][] = [
    [`${kind}1`, { layers: every(0) }],
    [`${kind}2`, { layers: every(1) }],
    [`${kind}3`, { layers: names.slice(-1) }],
  ];
  return planned.filter(([, { layers }]) => layers.length > 0);
}

/** Where a module is, from 0, and where it is in that. */
function places(name: string): number[] {
  return NUMBERED.exec(name)![1]!.split('.').map(Number);
}

function first(name: string): number {
  return places(name)[0]!;
}

function depthOf(name: string): number {
  return places(name).length;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function byPlaces(a: string, b: string): number {
  const [left, right] = [places(a), places(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i]! - right[i]!;
  }
  return left.length - right.length;
}
