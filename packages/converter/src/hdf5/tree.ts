import type { WeightTensor } from '../tensors.ts';
import { readTexts } from './attributes.ts';
import { isDataset, readDataset } from './dataset.ts';
import { UNDEFINED, type Hdf5File } from './file.ts';
import { readLinks } from './group.ts';
import { readHeader } from './header.ts';

/** A group or a dataset, with what hangs on it. */
export interface Node {
  /** Texts, and lists of them. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** Numbers, where it is a dataset. */
  readonly tensor: WeightTensor | undefined;
  /** Where it is a group. */
  readonly members: ReadonlyMap<string, Node>;
}

const MOST_LEVELS = 32;
const MOST_NODES = 100_000;

/** The whole tree of a file, without the numbers. */
export function readTree(file: Hdf5File): Node {
  const within = new Set<number>();
  let nodes = 0;
  const visit = (address: number, path: string, level: number): Node => {
    if (address === UNDEFINED) throw file.bad(`an object at '${path}' but there is none`);
    if (level > MOST_LEVELS) throw file.bad(`at most ${MOST_LEVELS} levels of HDF5 groups`);
    if (++nodes > MOST_NODES) throw file.bad(`at most ${MOST_NODES} HDF5 objects`);
    if (within.has(address)) throw file.bad(`a tree of groups but '${path}' holds itself`);
    within.add(address);
    const messages = readHeader(file, address);
    // Before links and datasets, whose blocks are then read for the first time.
    const texts = readTexts(file, messages);
    const node: Node = isDataset(messages)
      ? { texts, tensor: readDataset(file, path, messages), members: new Map() }
      : {
          texts,
          tensor: undefined,
          members: new Map(
            [...readLinks(file, messages)].map(([name, child]) => [
              name,
              visit(child, path === '' ? name : `${path}/${name}`, level + 1),
            ]),
          ),
        };
    within.delete(address);
    return node;
  };
  return visit(file.root, '', 0);
}
