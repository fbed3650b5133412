import { UNDEFINED, type Block, type Hdf5File } from './file.ts';

/** A message of an object's header: what the object is, one aspect each. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly block: Block;
}

const CONTINUATION = 0x10;
/** Pieces of one header. */
const MOST_PIECES = 1000;
const MOST_MESSAGES = 20_000;

/** The messages of the object at an address. */
export function readHeader(file: Hdf5File, address: number): Message[] {
  const start = file.at(address, 4).bytes(4);
  const isNew = new TextDecoder('latin1').decode(start) === 'OHDR';
  const messages: Message[] = [];
  const pieces = isNew ? newPieces(file, address) : oldPieces(file, address);
  let count = 0;
  for (const piece of pieces.waiting) {
    if (++count > MOST_PIECES) throw file.bad(`at most ${MOST_PIECES} pieces of an HDF5 header`);
    for (const message of pieces.read(piece)) {
      if (messages.length >= MOST_MESSAGES)
        throw file.bad(`at most ${MOST_MESSAGES} messages of an HDF5 header`);
      if (message.type === CONTINUATION) {
        const position = message.block.offset();
        const length = message.block.length();
        pieces.waiting.push(pieces.follow(position, length));
      } else {
        messages.push(message);
      }
    }
  }
  return messages;
}

interface Pieces {
  readonly waiting: Block[];
  follow(address: number, length: number): Block;
  read(piece: Block): Iterable<Message>;
}

function oldPieces(file: Hdf5File, address: number): Pieces {
  const prefix = file.at(address, 16);
  const version = prefix.u8();
  if (version !== 1) throw file.unsupported(`an HDF5 object header of version 1 or 2 but it is ${version}`);
  prefix.skip(7);
  const length = prefix.u32();
  return {
    waiting: [file.at(address + 16, length)],
    follow: (position, size) => file.at(position, size),
    *read(piece) {
      while (piece.remaining >= 8) {
        const type = piece.u16();
        const size = piece.u16();
        const flags = piece.u8();
        piece.skip(3);
        yield { type, flags, block: piece.block(size) };
      }
    },
  };
}

const CHECKSUM_BYTES = 4;
const FLAG_TIMES = 0x20;
const FLAG_PHASE_CHANGE = 0x10;
const FLAG_ORDER = 0x04;

function newPieces(file: Hdf5File, address: number): Pieces {
  const flags = file.at(address + 5, 1).u8();
  let position = address + 6;
  if (flags & FLAG_TIMES) position += 16;
  if (flags & FLAG_PHASE_CHANGE) position += 4;
  const sizeBytes = 2 ** (flags & 3);
  const length = file.at(position, sizeBytes).uint(sizeBytes);
  if (length === UNDEFINED) throw file.bad('a length of an HDF5 header');
  const orderBytes = flags & FLAG_ORDER ? 2 : 0;
  return {
    waiting: [file.at(position + sizeBytes, length)],
    follow: (at, size) => {
      const block = file.at(at, size);
      block.expect('OCHK');
      return block.block(Math.max(0, block.remaining - CHECKSUM_BYTES));
    },
    *read(piece) {
      while (piece.remaining >= 4 + orderBytes) {
        const type = piece.u8();
        const size = piece.u16();
        const messageFlags = piece.u8();
        piece.skip(orderBytes);
        yield { type, flags: messageFlags, block: piece.block(size) };
      }
    },
  };
}

const SHARED = 2;

/** @throws ConverterError for a message that is kept elsewhere, which h5py does for no weights. */
export function unshared(file: Hdf5File, { flags, block }: Message): Block {
  if (flags & SHARED) throw file.unsupported('HDF5 types of its own for each dataset but one is shared');
  return block;
}
