import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import { badFile, unsupported } from '../errors.ts';
import { dtypeBytes, type Dtype } from '@resnext/zoo';
import { numbersOf, storedTensor, type WeightTensor } from '../tensors.ts';
import { startsWith, type Attribute, type Contents, type Format } from './format.ts';
import { readSymbol } from './mxnet/symbol.ts';

/** `mx.nd.save` and Gluon's `save_parameters` (mxnet, src/ndarray/ndarray.cc). */
export const mxnet: Format = {
  name: 'mxnet',
  title: 'MXNet',
  recognises: (source) => startsWith(source, [0x12, 1, 0, 0, 0, 0, 0, 0]),
  async read(source, { description }): Promise<Contents> {
    const cursor = new Cursor(source, 16);
    const count = cursor.size64('the number of arrays');
    cursor.need(count * 4, `${count} arrays`);
    const arrays: WeightTensor[] = [];
    for (let i = 0; i < count; i++) arrays.push(readArray(cursor, source, i));
    const names = readNames(cursor, count);
    if (cursor.remaining > 0) throw cursor.bad(`the end of the file but ${cursor.remaining} bytes follow`);
    const tensors = new Map(names.map((name, i) => [name, arrays[i]!]));
    if (tensors.size < count) throw badFile(source.name, 'each name once but one occurs twice');
    const attributes: ReadonlyMap<string, Attribute> = description ? readSymbol(description) : new Map();
    return { tensors, attributes };
  },
};

const V1 = 0xf993fac8;
const V2 = 0xf993fac9;
const V3 = 0xf993faca;

const types: readonly (Dtype | undefined)[] = [
  'F32', 'F64', 'F16', 'U8', 'I32', 'I8', 'I64', 'BOOL', undefined, undefined, undefined, undefined, 'BF16',
]; // prettier-ignore

const MOST_AXES = 64;

function readArray(cursor: Cursor, source: ByteSource, index: number): WeightTensor {
  const name = `array ${index}`;
  const { shape, none } = readShape(cursor, name);
  if (none) return storedTensor(name, { source, position: cursor.position, dtype: 'F32', shape: [0] });
  cursor.skip(8, 'a device');
  const type = cursor.i32();
  const dtype = types[type];
  if (!dtype) throw unsupported(source.name, `numbers of a known type for ${name} but its type is ${type}`);
  const { position } = cursor;
  const numbers = numbersOf(shape, name, source.name);
  cursor.skip(numbers * dtypeBytes[dtype], name);
  return storedTensor(name, { source, position, dtype, shape });
}

/** The first number of an array is a version; before there were any, it was the number of axes. */
function readShape(cursor: Cursor, name: string): { shape: number[]; none: boolean } {
  const magic = cursor.u32();
  if (magic === V2 || magic === V3) {
    const storage = cursor.i32();
    if (storage > 0)
      throw unsupported(cursor.source.name, `dense arrays but ${name} is sparse (storage type ${storage})`);
  }
  const versioned = magic === V1 || magic === V2 || magic === V3;
  const axes = versioned ? cursor.i32() : magic;
  // An array without axes is none, except in version 3, where it is one number and -1 means none.
  if (axes === (magic === V3 ? -1 : 0)) return { shape: [], none: true };
  if (axes < 0 || axes > MOST_AXES)
    throw cursor.bad(`at most ${MOST_AXES} axes for ${name} but it has ${axes}`);
  const shape = Array.from({ length: axes }, () => (versioned ? cursor.size64('an axis') : cursor.u32()));
  return { shape, none: false };
}

function readNames(cursor: Cursor, count: number): string[] {
  const given = cursor.size64('the number of names');
  if (given !== 0 && given !== count) throw cursor.bad(`${count} names or none but it has ${given}`);
  if (given === 0) return Array.from({ length: count }, (_, i) => String(i));
  return Array.from({ length: count }, () => cursor.text(cursor.size64('a name'), 'a name'));
}
