import type { Dtype } from '@resnext/zoo';
import type { ByteSource } from '../../bytes/source.ts';
import { badFile, unsupported, type ConverterError } from '../../errors.ts';
import { numbersOf, storedTensor, type WeightTensor } from '../../tensors.ts';
import type { Attribute } from '../format.ts';
import { flattenTree, type Leaf, type Tree } from '../tree.ts';
import { Call, Dictionary, Global, Persistent, Tuple, type PickleValue } from './pickle.ts';

const storages: Readonly<Record<string, Dtype>> = {
  'torch.FloatStorage': 'F32',
  'torch.DoubleStorage': 'F64',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
};

const STORAGE = /^torch\.(cuda\.)?[A-Z]\w*Storage$/;

const functions = new Set([
  'collections.OrderedDict',
  'torch._utils._rebuild_tensor',
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_parameter',
]);

/** All that a file of weights needs to name. */
export const allowList = { allows: (path: string): boolean => functions.has(path) || STORAGE.test(path) };

/** Where the bytes of a storage are. */
export interface Place {
  readonly source: ByteSource;
  readonly position: number;
  readonly bigEndian?: boolean;
}

/** A storage as a pickle describes it; `view` is a part of another, as legacy files have. */
export interface Storage {
  readonly dtype: Dtype;
  readonly key: string;
  readonly numbers: number;
  readonly viewOffset: number;
  readonly viewNumbers: number;
}

/** @throws ConverterError when it is no description of a storage. */
export function storageOf({ key: items }: Persistent, file: string): Storage {
  const [kind, type, key, , count, view] = items;
  const numbers = Number(count);
  if (kind !== 'storage' || !(type instanceof Global) || typeof key !== 'string' || !isSize(numbers)) {
    throw badFile(file, 'a description of a storage in its pickle but it is another thing');
  }
  const dtype = storages[type.path.replace('.cuda.', '.')];
  if (!dtype) throw unsupported(file, `numbers of a known type but a storage is a ${type.path}`);
  if (!(view instanceof Tuple)) return { dtype, key, numbers, viewOffset: 0, viewNumbers: numbers };
  const [, offset, size] = view.items.map(Number);
  if (!isSize(offset) || !isSize(size))
    throw badFile(file, `a view into the storage '${key}' but its offset or size is none`);
  return { dtype, key, numbers, viewOffset: offset, viewNumbers: size };
}

/**
 * Tensors and other leaves of a pickled object, by their paths in it.
 *
 * @param place finds the bytes of a storage
 */
export function flattenState(
  root: PickleValue,
  file: string,
  place: (storage: Storage) => Place,
): { tensors: Map<string, WeightTensor>; attributes: Map<string, Attribute> } {
  return flattenTree<PickleValue>(root, file, (value, path) => view(value, path, file, place));
}

function view(
  value: PickleValue,
  path: string,
  file: string,
  place: (storage: Storage) => Place,
): Tree<PickleValue> | Leaf {
  if (value instanceof Dictionary) return { children: value.entries };
  if (Array.isArray(value)) return { children: value.entries() };
  if (value instanceof Tuple) return { children: value.items.entries() };
  if (value instanceof Call) return { tensor: rebuild(value, path, file, place) };
  if (typeof value === 'bigint') return { attribute: Number(value) };
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { attribute: value };
  return {};
}

function rebuild(call: Call, path: string, file: string, place: (storage: Storage) => Place): WeightTensor {
  if (call.path === 'torch._utils._rebuild_parameter') {
    const [inner] = call.args;
    if (inner instanceof Call && inner.path !== call.path) return rebuild(inner, path, file, place);
    throw badFile(file, `a tensor in the parameter '${path}'`);
  }
  const [persistent, offset, size, stride] = call.args;
  if (!(persistent instanceof Persistent && size instanceof Tuple && stride instanceof Tuple)) {
    throw badFile(file, `a storage, sizes and strides for '${path}' but its pickle holds something else`);
  }
  const shape = size.items.map(Number);
  numbersOf(shape, path, file);
  const storage = storageOf(persistent, file);
  const { source, position, bigEndian } = place(storage);
  return storedTensor(path, {
    source,
    position,
    dtype: storage.dtype,
    shape,
    strides: stride.items.map(Number),
    offset: Number(offset) + storage.viewOffset,
    storage: storage.numbers,
    bigEndian,
  });
}

function isSize(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0;
}

export function torchScript(file: string): ConverterError {
  return unsupported(
    file,
    'a state dict but it is a TorchScript program; load it in PyTorch and save its state_dict() instead',
  );
}
