import { Cursor } from '../bytes/cursor.ts';
import { openZip, type ZipMember } from '../bytes/zip.ts';
import type { ByteSource } from '../bytes/source.ts';
import { badFile, unsupported } from '../errors.ts';
import { dtypeBytes } from '@resnext/zoo';
import { head, startsWith, type Contents, type Format } from './format.ts';
import { Call, Dictionary, Persistent, Tuple, readPickle, type PickleValue } from './pytorch/pickle.ts';
import {
  allowList,
  flattenState,
  storageOf,
  torchScript,
  type Place,
  type Storage,
} from './pytorch/state.ts';
import { PYTORCH_METADATA } from './pytorch/metadata.ts';

/** `torch.save`, in the zip form of today and the form before version 1.6 (torch/serialization.py). */
export const pytorch: Format = {
  name: 'pytorch',
  title: 'PyTorch',
  recognises: (source) => isZip(source) || isPickle(source) || isTar(source),
  async read(source) {
    if (isTar(source)) {
      throw unsupported(
        source.name,
        'a zip or a pickle but it is a tar of PyTorch before 0.1.10; load it in an old PyTorch and save it again',
      );
    }
    return isZip(source) ? readZip(source) : readLegacy(source);
  },
};

/** By the first bytes alone: data of the legacy form may end like a zip. */
export function isZip(source: ByteSource): boolean {
  return startsWith(source, [0x50, 0x4b, 3, 4]);
}

function isPickle(source: ByteSource): boolean {
  const [first, protocol] = head(source, 2);
  return first === 0x80 && protocol! >= 1 && protocol! <= 5;
}

function isTar(source: ByteSource): boolean {
  return source.size > 262 && new TextDecoder().decode(source.bytes(257, 5)) === 'ustar';
}

/** Much longer than the descriptions of the largest networks. */
const MOST_PICKLE_BYTES = 1 << 28;

async function readZip(source: ByteSource): Promise<Contents> {
  const members = await openZip(source);
  const top = [...members.keys()].find((name) => /^([^/]*\/)?data\.pkl$/.test(name));
  if (top === undefined)
    throw badFile(source.name, "a member 'data.pkl' but it has none; it is no file of torch.save");
  const folder = top.slice(0, -'data.pkl'.length);
  if (members.has(`${folder}constants.pkl`)) throw torchScript(source.name);
  const pickle = await members.get(top)!.open(MOST_PICKLE_BYTES);
  const root = readPickle(new Cursor(pickle), allowList);
  const order = members.has(`${folder}byteorder`) ? await text(members.get(`${folder}byteorder`)!) : 'little';
  const places = await placesOf(root, source, async (storage): Promise<Place> => {
    const member = members.get(`${folder}data/${storage.key}`);
    if (!member) throw badFile(source.name, `a member '${folder}data/${storage.key}' but it has none`);
    const needed = storage.numbers * dtypeBytes[storage.dtype];
    if (member.size < needed) {
      throw badFile(
        source.name,
        `${needed} bytes in '${folder}data/${storage.key}' but it has ${member.size}`,
      );
    }
    return { source: await member.open(Number.MAX_SAFE_INTEGER), position: 0, bigEndian: order === 'big' };
  });
  const own = members.get(`${folder}${PYTORCH_METADATA}`);
  const metadata = own && metadataOf(await text(own));
  return { ...flattenState(root, source.name, (storage) => places.get(storage.key)!), metadata };
}

function metadataOf(json: string): Map<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return undefined;
    return new Map(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return undefined;
  }
}

async function text(member: ZipMember): Promise<string> {
  const source = await member.open(1 << 26);
  return new TextDecoder().decode(source.bytes(0, source.size)).trim();
}

/** Every storage that the pickle speaks of, found once. */
async function placesOf(
  root: PickleValue,
  source: ByteSource,
  find: (storage: Storage) => Promise<Place>,
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  for (const persistent of persistents(root)) {
    const storage = storageOf(persistent, source.name);
    if (!places.has(storage.key)) places.set(storage.key, await find(storage));
  }
  return places;
}

function* persistents(root: PickleValue): Generator<Persistent> {
  const seen = new Set<PickleValue>();
  const waiting: PickleValue[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Persistent) yield value;
    else for (const child of childrenOf(value)) waiting.push(child);
  }
}

function childrenOf(value: PickleValue & object): Iterable<PickleValue> {
  if (value instanceof Dictionary) return value.entries.values();
  if (value instanceof Tuple) return value.items;
  if (value instanceof Call) return value.args;
  return Array.isArray(value) ? value : [];
}

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/** Five pickles: magic number, version, the machine's sizes, the object, its storages' keys; then their numbers. */
async function readLegacy(source: ByteSource): Promise<Contents> {
  const cursor = new Cursor(source);
  const magic = readPickle(cursor, allowList);
  if (magic !== MAGIC) {
    throw badFile(
      source.name,
      'the magic number of torch.save in its first pickle but it holds something else',
    );
  }
  const version = readPickle(cursor, allowList);
  if (version !== PROTOCOL)
    throw unsupported(source.name, `version ${PROTOCOL} of torch.save but it is ${shown(version)}`);
  const machine = readPickle(cursor, allowList);
  const little = machine instanceof Dictionary ? machine.entries.get('little_endian') : true;
  const root = readPickle(cursor, allowList);
  const keys = readPickle(cursor, allowList);
  if (!Array.isArray(keys))
    throw badFile(source.name, 'a list of storages after the object but it is another thing');
  const described = new Map<string, Storage>();
  for (const persistent of persistents(root)) {
    const storage = storageOf(persistent, source.name);
    described.set(storage.key, storage);
  }
  const places = new Map<string, Place>();
  const bigEndian = little === false;
  for (const key of keys) {
    const storage = typeof key === 'string' ? described.get(key) : undefined;
    if (!storage) throw badFile(source.name, `a storage that its object uses but lists ${shown(key)}`);
    const numbers = cursor.size64(`the storage '${storage.key}'`);
    if (numbers < storage.numbers) {
      throw badFile(
        source.name,
        `${storage.numbers} numbers in the storage '${storage.key}' but it has ${numbers}`,
      );
    }
    places.set(storage.key, { source, position: cursor.position, bigEndian });
    cursor.skip(numbers * dtypeBytes[storage.dtype], `the storage '${storage.key}'`);
  }
  return flattenState(root, source.name, (storage) => {
    const place = places.get(storage.key);
    if (!place) throw badFile(source.name, `the storage '${storage.key}' but it is not in the file`);
    return place;
  });
}

function shown(value: PickleValue): string {
  return typeof value === 'object' ? 'something else' : String(value);
}
