import { UNDEFINED, type Block, type Hdf5File } from './file.ts';

const MOST_BLOCKS = 10_000;
const MOST_LEVELS = 16;

/** The direct blocks of a fractal heap: the bytes in which its objects lie, in their order. */
export function* heapObjects(file: Hdf5File, address: number): Generator<Block> {
  const { offsetBytes, lengthBytes } = file;
  const head = file.at(address, 22 + 12 * lengthBytes + 3 * offsetBytes);
  head.expect('FRHP');
  head.skip(1);
  head.u16();
  const filters = head.u16();
  const flags = head.u8();
  head.u32();
  head.skip(lengthBytes + offsetBytes + lengthBytes + offsetBytes + 8 * lengthBytes);
  const width = head.u16();
  const startBytes = head.length();
  const mostDirect = head.length();
  const heapBits = head.u16();
  head.u16();
  const root = head.offset();
  const rows = head.u16();
  if (filters > 0) throw file.unsupported('plain heaps of an HDF5 group but one is compressed');
  if (root === UNDEFINED) return;
  if (width < 1 || startBytes < 1 || mostDirect < startBytes) throw file.bad('sizes of an HDF5 heap');
  const heap: Heap = {
    file,
    width,
    startBytes,
    mostDirect,
    // Signature, version, the heap's address, the block's offset in the heap, and perhaps a checksum.
    headBytes: 5 + offsetBytes + Math.ceil(heapBits / 8) + (flags & 2 ? 4 : 0),
    rowsBytes: 5 + offsetBytes + Math.ceil(heapBits / 8),
    blocks: 0,
  };
  if (rows === 0) yield directBlock(heap, root, startBytes);
  else yield* indirectBlock(heap, root, rows, 0);
}

interface Heap {
  readonly file: Hdf5File;
  readonly width: number;
  readonly startBytes: number;
  readonly mostDirect: number;
  readonly headBytes: number;
  readonly rowsBytes: number;
  blocks: number;
}

function directBlock(heap: Heap, address: number, size: number): Block {
  if (++heap.blocks > MOST_BLOCKS) throw heap.file.bad(`at most ${MOST_BLOCKS} blocks of an HDF5 heap`);
  const block = heap.file.at(address, size);
  block.expect('FHDB');
  block.skip(heap.headBytes - 4);
  return block;
}

function* indirectBlock(heap: Heap, address: number, rows: number, level: number): Generator<Block> {
  const { file, width, startBytes, mostDirect } = heap;
  if (level > MOST_LEVELS) throw file.bad(`at most ${MOST_LEVELS} levels of an HDF5 heap`);
  const block = file.at(address, heap.rowsBytes + rows * width * file.offsetBytes);
  block.expect('FHIB');
  block.skip(heap.rowsBytes - 4);
  for (let row = 0; row < rows; row++) {
    // The first two rows are alike, then each has blocks of twice the size.
    const size = startBytes * 2 ** Math.max(0, row - 1);
    for (let column = 0; column < width; column++) {
      const child = block.offset();
      if (child === UNDEFINED) continue;
      if (size <= mostDirect) yield directBlock(heap, child, size);
      else yield* indirectBlock(heap, child, Math.log2(size / (startBytes * width)) + 1, level + 1);
    }
  }
}
