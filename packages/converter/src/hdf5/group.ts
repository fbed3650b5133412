import { UNDEFINED, type Block, type Hdf5File } from './file.ts';
import { heapObjects } from './fractalHeap.ts';
import type { Message } from './header.ts';

const LINK_INFO = 0x02;
const LINK = 0x06;
const SYMBOL_TABLE = 0x11;

/** Members of one group. */
const MOST_LINKS = 100_000;
const MOST_LEVELS = 32;

/** The members of a group by name: the addresses of their headers. */
export function readLinks(file: Hdf5File, messages: readonly Message[]): Map<string, number> {
  const links = new Map<string, number>();
  const add = (name: string, address: number): void => {
    if (links.size >= MOST_LINKS) throw file.bad(`at most ${MOST_LINKS} members of an HDF5 group`);
    links.set(name, address);
  };
  for (const { type, block } of messages) {
    if (type === LINK) readLink(file, block, add);
    else if (type === LINK_INFO) readLinkInfo(file, block, add);
    else if (type === SYMBOL_TABLE) readSymbolTable(file, block, add);
  }
  return links;
}

type Add = (name: string, address: number) => void;

function readLink(file: Hdf5File, block: Block, add: Add): void {
  const version = block.u8();
  if (version !== 1) throw file.unsupported(`HDF5 links of version 1 but one is ${version}`);
  const flags = block.u8();
  const kind = flags & 0x08 ? block.u8() : 0;
  if (flags & 0x04) block.skip(8);
  if (flags & 0x10) block.skip(1);
  const length = block.uint(2 ** (flags & 3));
  const name = block.text(length);
  if (kind !== 0)
    throw file.unsupported(
      `links within the file but '${name}' leads ${kind === 64 ? 'to another file' : 'by a path'}`,
    );
  add(name, block.offset());
}

/** Groups of many members, when h5py is told to use the newest format, keep them in a heap. */
function readLinkInfo(file: Hdf5File, block: Block, add: Add): void {
  block.skip(1);
  const flags = block.u8();
  if (flags & 1) block.skip(8);
  const heap = block.offset();
  if (heap === UNDEFINED) return;
  for (const object of heapObjects(file, heap)) {
    // Links lie in the heap one after the other, as they do in a header.
    while (object.remaining > 0 && peekVersion(object) === 1) readLink(file, object, add);
  }
}

function peekVersion(block: Block): number {
  const version = block.u8();
  block.position--;
  return version;
}

function readSymbolTable(file: Hdf5File, block: Block, add: Add): void {
  const tree = block.offset();
  const heap = file.at(block.offset(), 8 + 2 * file.lengthBytes + file.offsetBytes);
  heap.expect('HEAP');
  heap.skip(4);
  const size = heap.length();
  heap.length();
  const names = file.at(heap.offset(), size);
  for (const node of treeLeaves(file, tree)) {
    const head = file.at(node, 8);
    head.expect('SNOD');
    head.skip(2);
    const count = head.u16();
    const entryBytes = 2 * file.offsetBytes + 24;
    const entries = file.at(node + 8, count * entryBytes);
    for (let i = 0; i < count; i++) {
      const entry = entries.block(entryBytes);
      const name = entry.offset();
      const address = entry.offset();
      const cache = entry.u32();
      if (cache === 2) throw file.unsupported('links within the file but one is symbolic');
      if (name < 0 || name >= size) throw file.bad('a name in the heap of an HDF5 group');
      names.position = name;
      add(names.zeroTerminated(), address);
    }
  }
}

/** The leaves of a B-tree of groups, from left to right. */
function* treeLeaves(file: Hdf5File, address: number, level = 0): Generator<number> {
  if (address === UNDEFINED) return;
  if (level > MOST_LEVELS) throw file.bad(`at most ${MOST_LEVELS} levels of an HDF5 tree`);
  const head = file.at(address, 8);
  head.expect('TREE');
  if (head.u8() !== 0) throw file.bad('a tree of an HDF5 group but it is another');
  const height = head.u8();
  const count = head.u16();
  const step = file.lengthBytes + file.offsetBytes;
  const entries = file.at(address + 8 + 2 * file.offsetBytes, count * step);
  for (let i = 0; i < count; i++) {
    entries.length();
    const child = entries.offset();
    if (height === 0) yield child;
    else yield* treeLeaves(file, child, level + 1);
  }
}
