import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cursor } from '../../bytes/cursor.ts';
import { memorySource } from '../../bytes/source.ts';
import { ConverterError } from '../../errors.ts';
import { readWeights } from '../../index.ts';
import { PickleWriter } from '../../writers/pickle.ts';
import { Tuple, readPickle, type Dictionary, type PickleValue } from './pickle.ts';
import { allowList } from './state.ts';

const read = (bytes: Uint8Array): PickleValue =>
  readPickle(new Cursor(memorySource(bytes, 'pickle')), allowList);

const bytesOf = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1'))));

const PROTO = '\x80\x02';

describe('what runs code is refused by name', () => {
  test.each([
    ['os.system', 'cos\nsystem\n'],
    ['posix.system', 'cposix\nsystem\n'],
    ['nt.system', 'cnt\nsystem\n'],
    ['builtins.eval', 'cbuiltins\neval\n'],
    ['builtins.exec', 'cbuiltins\nexec\n'],
    ['builtins.getattr', 'cbuiltins\ngetattr\n'],
    ['__builtin__.eval', 'c__builtin__\neval\n'],
    ['subprocess.Popen', 'csubprocess\nPopen\n'],
    ['runpy._run_code', 'crunpy\n_run_code\n'],
    ['torch.load', 'ctorch\nload\n'],
    ['torch.hub.load', 'ctorch.hub\nload\n'],
    ['torch._utils._rebuild_device_tensor_from_numpy', 'ctorch._utils\n_rebuild_device_tensor_from_numpy\n'],
    ['collections.OrderedDict.__class__', 'ccollections\nOrderedDict.__class__\n'],
    ['torch.FloatStorage.from_file', 'ctorch\nFloatStorage.from_file\n'],
  ])('%s', async (name, opcode) => {
    const pickle = bytesOf(PROTO, opcode, '(X\x06\x00\x00\x00whoamitR.');
    expect(() => read(pickle)).toThrow(`its pickle names '${name}'`);
    // By the front door, and in protocol 4, where a name is made of two strings.
    await expect(readWeights(pickle)).rejects.toMatchObject({ code: 'CONVERTER_UNSAFE' });
    const [module, attribute] = opcode.slice(1).split('\n') as [string, string];
    const stack = bytesOf(
      '\x80\x04\x8c',
      [module.length],
      module,
      '\x8c',
      [attribute.length],
      attribute,
      '\x93)R.',
    );
    expect(() => read(stack)).toThrow(`its pickle names '${name}'`);
  });

  test.each([
    ['INST', '(ios\nsystem\n.'],
    ['OBJ', '(cos\nsystem\no.'],
    ['NEWOBJ', '))\x81.'],
    ['EXT1', '\x82\x01.'],
  ])('the opcode %s', (_, opcodes) => {
    expect(() => read(bytesOf(PROTO, opcodes))).toThrow(ConverterError);
    expect(() => read(bytesOf(PROTO, opcodes))).toThrow(/nothing of it was run/);
  });
});

describe('what data are made of', () => {
  test.each<[string, string, PickleValue]>([
    ['none', 'N.', null],
    ['booleans', '\x88\x89\x86.', new Tuple([true, false])],
    ['small numbers', 'K\x05M\x00\x01J\xff\xff\xff\xff\x87.', new Tuple([5, 256, -1])],
    ['a float', 'G\x3f\xf8\x00\x00\x00\x00\x00\x00.', 1.5],
    ['a long of no bytes', '\x8a\x00.', 0],
    ['a negative long', '\x8a\x02\x00\xff.', -256],
    ['strings of both Pythons', 'X\x02\x00\x00\x00\xc3\xbcU\x01a\x86.', new Tuple(['ü', 'a'])],
    ['a list', '](K\x01K\x02e.', [1, 2]],
    ['what was put away', 'K\x07q\x000h\x00h\x00\x86.', new Tuple([7, 7])],
  ])('%s', (_, opcodes, value) => {
    expect(read(bytesOf(PROTO, opcodes))).toEqual(value);
  });

  test('a dictionary, with names that objects stumble over', () => {
    const writer = new PickleWriter().orderedDict().mark();
    for (const name of ['__proto__', 'constructor']) writer.string(name).int(1);
    const dictionary = read(writer.setItems().finish()) as Dictionary;
    expect([...dictionary.entries]).toEqual([
      ['__proto__', 1],
      ['constructor', 1],
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('numbers that our writer writes, of any size', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 47), { maxLength: 5 }), (numbers) => {
        expect(read(new PickleWriter().ints(numbers).finish())).toEqual(new Tuple(numbers));
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});

describe('damage', () => {
  test.each([
    ['ends early', 'X\xff\x00\x00\x00abc', /255 bytes for a string of the pickle but only 3 follow/],
    ['an empty stack', '.', /a value on the stack/],
    ['no mark', 'K\x01t.', /a mark on the stack/],
    ['an unknown memo', 'h\x09.', /something under 9/],
    ['an opcode of none', '\xfe.', /an opcode of a state dict but it is 0xfe/],
    ['a long of 200 bytes', '\x8a\xc8.', /at most 16 bytes/],
    ['a dictionary of odd items', '}(K\x01u.', /a dictionary to fill with pairs/],
    ['an append to no list', 'K\x01K\x02a.', /a list to append to/],
    ['a protocol of the future', '\x80\x09.', /protocol 5 at most/],
    ['a name without an end', `c${'a'.repeat(300)}`, /a name of at most 256 bytes/],
  ])('%s', (_, opcodes, message) => {
    expect(() => read(bytesOf(PROTO, opcodes))).toThrow(message);
  });

  test('lists within lists, each twice in the next, take no time', async () => {
    // 60 levels: 2^60 paths.
    const pickle = bytesOf(PROTO, ']', ...Array.from({ length: 60 }, () => 'q\x00](h\x00h\x00e'), '.');
    expect(read(pickle)).toBeInstanceOf(Array);
    const { flattenState } = await import('./state.ts');
    const place = () => {
      throw new Error('there are no storages');
    };
    const start = performance.now();
    expect(() => flattenState(read(pickle), 'bomb', place)).toThrow(/at most 500000 things/);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('a list that holds itself ends', async () => {
    const { flattenState } = await import('./state.ts');
    const itself = read(bytesOf(PROTO, ']q\x00h\x00a.'));
    const place = () => {
      throw new Error('there are no storages');
    };
    expect(flattenState(itself, 'itself', place).tensors.size).toBe(0);
  });
});
