import { ConverterError } from '../errors.ts';
import type { Layers } from '../layers/layers.ts';
import { classificationModels } from './classificationModels.ts';
import { dxy } from './dxy.ts';
import { gluoncv } from './gluoncv.ts';
import { kerasApplications } from './kerasApplications.ts';
import { mxnet } from './mxnet.ts';
import { osmr } from './osmr.ts';
import { prlz77 } from './prlz77.ts';
import type { Scheme, SchemeName } from './scheme.ts';
import { torch } from './torch.ts';
import { torchvision } from './torchvision.ts';

/** In the order in which names are held against them. */
const schemes: readonly Scheme[] = [
  torchvision,
  osmr,
  gluoncv,
  kerasApplications,
  mxnet,
  classificationModels,
  prlz77,
  dxy,
  torch,
];

export const schemeNames: readonly SchemeName[] = schemes.map(({ name }) => name);

export interface FoundScheme {
  readonly scheme: Scheme;
  /** The layers of the model, without what stands before their names. */
  readonly layers: Layers;
  /** What stood there. */
  readonly prefix: string;
  /** Other models in the same file, by their prefixes. */
  readonly others: readonly string[];
}

/**
 * The scheme of a file by the names of its layers, or a given one.
 *
 * @throws ConverterError when its layers are named in no known way.
 */
export function findScheme(all: Layers, file: string, wanted?: string): FoundScheme {
  if (wanted !== undefined && !schemes.some(({ name }) => name === wanted)) {
    throw new ConverterError(
      'CONVERTER_BAD_OPTION',
      `expected one of ${schemeNames.join(', ')} for the naming scheme but received '${wanted}'`,
    );
  }
  for (const scheme of schemes.filter(({ name }) => wanted === undefined || name === wanted)) {
    const prefixes = prefixesOf(all, scheme.anchor);
    const [prefix, ...others] = prefixes;
    if (prefix !== undefined) return { scheme, layers: within(all, prefix), prefix, others };
  }
  const names = [...all.keys()];
  const seen = names.length === 0 ? 'no layers' : `layers such as ${names.slice(0, 3).join(', ')}`;
  const known = wanted ?? schemeNames.join(', ');
  throw new ConverterError(
    'CONVERTER_UNKNOWN_SCHEME',
    `expected the layers of a ResNeXt under the names of ${known} in ${file} but found ${seen}`,
  );
}

/** Where checkpoints keep a model, the likelier to be wanted first. */
const containers = [
  /^$/,
  /^(model_|net_)?state_dict\./,
  /^model\./,
  /^net(work)?\./,
  /^features\./,
  /^module\./,
  /ema/,
];

function prefixesOf(layers: Layers, anchor: RegExp): string[] {
  const prefixes = new Set<string>();
  for (const name of layers.keys()) {
    const at = anchor.exec(name)?.index;
    if (at !== undefined && (at === 0 || /[./]$/.test(name.slice(0, at)))) prefixes.add(name.slice(0, at));
  }
  const rank = (prefix: string): number => {
    const found = containers.findIndex((container) => container.test(prefix));
    return found < 0 ? containers.length : found;
  };
  return [...prefixes].sort((a, b) => rank(a) - rank(b));
}

function within(layers: Layers, prefix: string): Layers {
  const inside = [...layers].filter(([name]) => name.startsWith(prefix));
  return new Map(inside.map(([name, layer]) => [name.slice(prefix.length), layer]));
}
