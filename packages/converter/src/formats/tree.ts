import { badFile } from '../errors.ts';
import type { WeightTensor } from '../tensors.ts';
import type { Attribute } from './format.ts';

/** A node of nested data, by what its children are called. */
export interface Tree<Node> {
  readonly children: Iterable<readonly [string | number, Node]>;
}

export interface Leaf {
  readonly tensor?: WeightTensor;
  readonly attribute?: Attribute;
}

/** Deeper than any module is nested. */
const MOST_LEVELS = 128;
/** Paths to anything: what is shared has several, and a few lists within lists can make many of them. */
const MOST_PATHS = 500_000;

/** What a tensor is called that nothing names: the whole file is this tensor. */
export const ROOT_NAME = 'tensor';

/**
 * The leaves of nested data, by their paths with dots between. What holds itself is gone into once.
 *
 * @throws ConverterError when it is too deep or too wide to be weights.
 */
export function flattenTree<Node>(
  root: Node,
  file: string,
  view: (node: Node, path: string) => Tree<Node> | Leaf,
): { tensors: Map<string, WeightTensor>; attributes: Map<string, Attribute> } {
  const tensors = new Map<string, WeightTensor>();
  const attributes = new Map<string, Attribute>();
  const within = new Set<Node>();
  let paths = 0;

  const visit = (node: Node, path: string, level: number): void => {
    if (++paths > MOST_PATHS) throw badFile(file, `at most ${MOST_PATHS} things but it holds more`);
    const seen = view(node, path);
    if (!('children' in seen)) {
      const name = path === '' ? ROOT_NAME : path;
      if (seen.tensor) tensors.set(name, seen.tensor);
      if (seen.attribute !== undefined) attributes.set(name, seen.attribute);
      return;
    }
    if (within.has(node)) return;
    if (level >= MOST_LEVELS) throw badFile(file, `at most ${MOST_LEVELS} levels but it nests deeper`);
    within.add(node);
    for (const [key, child] of seen.children)
      visit(child, path === '' ? String(key) : `${path}.${key}`, level + 1);
    within.delete(node);
  };
  visit(root, '', 0);
  return { tensors, attributes };
}
