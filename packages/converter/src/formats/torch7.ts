import type { ByteSource } from '../bytes/source.ts';
import { ConverterError } from '../errors.ts';
import { flattenTree, type Leaf, type Tree } from './tree.ts';
import { head, type Contents, type Format } from './format.ts';
import { StorageObject, Table, TorchTensor, type TorchValue } from './torch7/object.ts';
import { readTorchObject } from './torch7/read.ts';
import { BinaryTokens, TextTokens, type Tokens } from './torch7/tokens.ts';
import { storedTensor } from '../tensors.ts';

/**
 * `torch.save` of Torch7, in binary with longs of 8 or 4 bytes, or as text. The children of a module
 * are named by their place from 0, as PyTorch does it: the field `modules` does not show.
 */
export const torch7: Format = {
  name: 'torch7',
  title: 'Torch7',
  recognises: (source) => isBinary(source) || isText(source),
  async read(source) {
    if (isText(source)) return contents(readTorchObject(new TextTokens(source), source), source);
    try {
      return contents(readAll(new BinaryTokens(source, 8), source), source);
    } catch (error) {
      if (!(error instanceof ConverterError)) throw error;
      try {
        return contents(readAll(new BinaryTokens(source, 4), source), source);
      } catch {
        // What is wrong with the usual form is the better thing to say.
        throw error;
      }
    }
  },
};

/** Nothing says how long a long is, but a wrong guess does not end where the file does. */
function readAll(tokens: Tokens, source: ByteSource): TorchValue {
  const value = readTorchObject(tokens, source);
  if (tokens.remaining > 0) throw tokens.bad(`the end of the file but ${tokens.remaining} bytes follow`);
  return value;
}

function isBinary(source: ByteSource): boolean {
  const first = head(source, 4);
  return first.length === 4 && first[0]! <= 8 && first[1] === 0 && first[2] === 0 && first[3] === 0;
}

function isText(source: ByteSource): boolean {
  return /^[0-8]\n-?\d/.test(new TextDecoder('latin1').decode(head(source, 8)));
}

function contents(root: TorchValue, source: ByteSource): Contents {
  return flattenTree<TorchValue>(root, source.name, (value) => view(value, source));
}

function view(value: TorchValue, source: ByteSource): Tree<TorchValue> | Leaf {
  if (value instanceof TorchTensor) return { tensor: value.tensor };
  if (value instanceof StorageObject) {
    const { dtype, numbers, position, values } = value.storage;
    if (values) return {};
    return { tensor: storedTensor('a storage', { source, position, dtype, shape: [numbers] }) };
  }
  if (value instanceof Table) return { children: childrenOf(onOneDevice(value)) };
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { attribute: value };
  return {};
}

/** A model that was spread over several GPUs is a table of copies of it. */
function onOneDevice(table: Table): Table {
  const copies = table.className === 'nn.DataParallelTable' ? table.entries.get('modules') : undefined;
  const first = copies instanceof Table ? copies.entries.get(1) : undefined;
  return first instanceof Table ? first : table;
}

function* childrenOf({ entries, className }: Table): Generator<[string | number, TorchValue]> {
  if (className !== undefined) yield ['__class__', className];
  for (const [key, value] of entries) {
    if (className !== undefined && key === 'modules' && value instanceof Table) {
      for (const [place, module] of value.entries) yield [Number(place) - 1, module];
    } else {
      yield [key, value];
    }
  }
}
