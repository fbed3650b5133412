import { readShape, readType, type Datatype } from './dataset.ts';
import { UNDEFINED, type Block, type Hdf5File } from './file.ts';
import type { Message } from './header.ts';

const ATTRIBUTE = 0x0c;
/** Texts of one attribute: names of layers or of weights. */
const MOST_TEXTS = 100_000;

/** The attributes of an object that are texts or lists of texts; others say nothing of weights. */
export function readTexts(file: Hdf5File, messages: readonly Message[]): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { type, block } of messages) {
    if (type !== ATTRIBUTE) continue;
    const attribute = readAttribute(file, block);
    if (attribute) texts.set(attribute.name, attribute.texts);
  }
  return texts;
}

function readAttribute(file: Hdf5File, block: Block): { name: string; texts: string[] } | undefined {
  const version = block.u8();
  if (version < 1 || version > 3)
    throw file.unsupported(`an HDF5 attribute of version 1 to 3 but it is ${version}`);
  const flags = block.u8();
  const sizes = [block.u16(), block.u16(), block.u16()] as const;
  if (version === 3) block.skip(1);
  // A type kept elsewhere is none of the texts that name weights.
  if (version > 1 && flags & 3) return undefined;
  const [name, type, space] = sizes.map((size) => {
    const part = block.block(size);
    if (version === 1) block.skip(Math.min(block.remaining, (8 - (size % 8)) % 8));
    return part;
  });
  const datatype = readType(type!);
  const count = readShape(file, space!).reduce((product, size) => product * size, 1);
  if (datatype.kind !== 'text' && datatype.kind !== 'variableText') return undefined;
  if (!(count >= 0 && count <= MOST_TEXTS))
    throw file.bad(`at most ${MOST_TEXTS} texts in an HDF5 attribute`);
  return { name: name!.text(), texts: readAll(file, block, datatype, count) };
}

function readAll(
  file: Hdf5File,
  block: Block,
  { kind, bytes }: Datatype & { bytes: number },
  count: number,
): string[] {
  const texts: string[] = [];
  const heaps = new Map<number, Map<number, Block>>();
  for (let i = 0; i < count; i++) {
    if (kind === 'text') {
      texts.push(block.text(bytes));
      continue;
    }
    const length = block.u32();
    const address = block.offset();
    const index = block.u32();
    if (length === 0 || address === UNDEFINED) {
      texts.push('');
      continue;
    }
    const heap = heaps.get(address) ?? readHeap(file, address);
    heaps.set(address, heap);
    const object = heap.get(index);
    if (!object) throw file.bad('a text in the heap of an HDF5 file');
    object.position = 0;
    texts.push(object.text(length));
  }
  return texts;
}

/** A collection of the global heap: what is longer than its place, by number. */
function readHeap(file: Hdf5File, address: number): Map<number, Block> {
  const headBytes = 8 + file.lengthBytes;
  const head = file.at(address, headBytes);
  head.expect('GCOL');
  head.skip(4);
  const size = head.length();
  const body = file.at(address + headBytes, Math.max(0, size - headBytes));
  const objects = new Map<number, Block>();
  while (body.remaining >= headBytes) {
    const index = body.u16();
    body.skip(6);
    const length = body.length();
    if (index === 0) break;
    objects.set(index, body.block(length));
    body.skip(Math.min(body.remaining, (8 - (length % 8)) % 8));
  }
  return objects;
}
