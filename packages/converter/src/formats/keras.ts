import { isObject, listOf, member, readJson } from '../bytes/json.ts';
import { openZip } from '../bytes/zip.ts';
import { memorySource, type ByteSource } from '../bytes/source.ts';
import { badFile } from '../errors.ts';
import { Hdf5File, SIGNATURE } from '../hdf5/file.ts';
import { readTree, type Node } from '../hdf5/tree.ts';
import type { WeightTensor } from '../tensors.ts';
import { startsWith, type Attribute, type Contents, type Format } from './format.ts';
import { isZip } from './pytorch.ts';

/**
 * Keras' HDF5 files of all times: `.h5` with the names of layers and weights in attributes, Keras 3's
 * `.weights.h5`, and `.keras`, a zip around one. Arrays are named `layer/variable`.
 */
export const keras: Format = {
  name: 'keras',
  title: 'Keras',
  recognises: (source) => startsWith(source, SIGNATURE) || (isZip(source) && hasKerasMember(source)),
  async read(source): Promise<Contents> {
    if (!isZip(source)) {
      const root = readTree(new Hdf5File(source));
      const [config] = root.texts.get('model_config') ?? [];
      const layers =
        config === undefined
          ? []
          : layersOf(readJson(memorySource(new TextEncoder().encode(config), source.name)));
      return contents(root, layers, source);
    }
    const members = await openZip(source);
    const weights = members.get('model.weights.h5');
    if (!weights)
      throw badFile(source.name, "a member 'model.weights.h5' but it has none; it is no .keras file");
    const config = await members.get('config.json')?.open(1 << 27);
    const root = readTree(new Hdf5File(await weights.open(Number.MAX_SAFE_INTEGER)));
    return contents(root, config ? layersOf(readJson(config)) : [], source);
  },
};

/** Near the front, where Keras puts it, or in the directory at the end. */
function hasKerasMember(source: ByteSource): boolean {
  const text = (position: number, length: number): string =>
    new TextDecoder('latin1').decode(source.bytes(position, length));
  const ends = 1 << 16;
  const front = text(0, Math.min(ends, source.size));
  const back = text(Math.max(0, source.size - ends), Math.min(ends, source.size));
  return [front, back].some((part) => part.includes('model.weights.h5'));
}

interface Layer {
  readonly type: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The layers of a model's configuration, those of models within it among them. */
function layersOf(config: unknown): Layer[] {
  const inner = member(config, 'config');
  const list = Array.isArray(inner) ? inner : listOf(member(inner, 'layers'));
  return list.flatMap((layer) => {
    const settings = member(layer, 'config');
    const type = member(layer, 'class_name');
    const name = member(settings, 'name') ?? member(layer, 'name');
    if (!isObject(settings) || typeof type !== 'string' || typeof name !== 'string') return [];
    return [{ type, name, settings }, ...layersOf(layer)];
  });
}

function contents(root: Node, layers: readonly Layer[], source: ByteSource): Contents {
  const attributes = new Map<string, Attribute>();
  for (const { name, type, settings } of layers) {
    attributes.set(`${name}/type`, type);
    for (const [key, value] of Object.entries(settings)) {
      if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
        attributes.set(`${name}/${key}`, value);
    }
  }
  const old = root.members.get('model_weights') ?? root;
  const tensors = chunkedTexts(old, 'layer_names')
    ? oldTensors(old, source)
    : newTensors(root, layers, source);
  return { tensors, attributes, layout: 'HWIO' };
}

/** A list that Keras splits into `name0`, `name1`, ... where it is too long for one attribute. */
function chunkedTexts({ texts }: Node, name: string): string[] | undefined {
  const whole = texts.get(name);
  if (whole) return [...whole];
  const parts: string[] = [];
  for (let i = 0; texts.has(`${name}${i}`); i++) parts.push(...texts.get(`${name}${i}`)!);
  return parts.length > 0 ? parts : undefined;
}

function oldTensors(root: Node, source: ByteSource): Map<string, WeightTensor> {
  const tensors = new Map<string, WeightTensor>();
  for (const layer of chunkedTexts(root, 'layer_names') ?? []) {
    const group = root.members.get(layer);
    if (!group) throw badFile(source.name, `a group of the layer '${layer}' but it has none`);
    for (const weight of chunkedTexts(group, 'weight_names') ?? []) {
      const tensor = weight
        .split('/')
        .reduce<Node | undefined>((node, part) => node?.members.get(part), group)?.tensor;
      if (!tensor)
        throw badFile(source.name, `numbers of '${weight}' in the layer '${layer}' but it has none`);
      const name = weight.replace(/:\d+$/, '');
      tensors.set(name.includes('/') ? name : `${layer}/${name}`, tensor);
    }
  }
  return tensors;
}

/** Layers by the snake case of their class and a number, variables by numbers alone. */
function newTensors(root: Node, layers: readonly Layer[], source: ByteSource): Map<string, WeightTensor> {
  const counts = new Map<string, number>();
  const byGroup = new Map<string, Layer>();
  for (const layer of layers) {
    const base = snakeCase(layer.type);
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    byGroup.set(count === 0 ? base : `${base}_${count}`, layer);
  }
  const tensors = new Map<string, WeightTensor>();
  const visit = (node: Node, path: readonly string[]): void => {
    const variables = [...(node.members.get('vars')?.members ?? [])].filter(([, { tensor }]) => tensor);
    if (variables.length > 0) {
      const key = path.at(-1) ?? '';
      const inLayers = path.at(-2) === 'layers';
      const layer = inLayers ? byGroup.get(key) : undefined;
      const [given] = node.members.get('vars')!.texts.get('name') ?? node.texts.get('name') ?? [];
      const name = layer?.name ?? given ?? path.join('/');
      const names = variableNames(layer?.type ?? key, layer?.settings ?? {}, variables.length);
      variables.sort(([a], [b]) => Number(a) - Number(b));
      for (const [index, [number, { tensor }]] of variables.entries())
        tensors.set(`${name}/${names[index] ?? number}`, tensor!);
    }
    for (const [name, child] of node.members) if (name !== 'vars') visit(child, [...path, name]);
  };
  visit(root, []);
  if (tensors.size === 0) throw badFile(source.name, 'weights of Keras but it holds none');
  return tensors;
}

function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** What a layer's variables are, in the order in which it makes them. */
function variableNames(
  type: string,
  { scale, center }: Readonly<Record<string, unknown>>,
  count: number,
): string[] {
  if (!/^batch_?normalization/i.test(type)) return ['kernel', 'bias'];
  const moving = ['moving_mean', 'moving_variance'];
  if (scale === undefined && center === undefined) return [...['gamma', 'beta'].slice(4 - count), ...moving];
  return [...(scale === false ? [] : ['gamma']), ...(center === false ? [] : ['beta']), ...moving];
}
