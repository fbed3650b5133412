import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZooError } from '../errors.ts';
import { openSafetensors } from './read.ts';
import { writeSafetensors, type WritableTensor } from './write.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-safetensors-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const path = (name: string): string => join(folder, name);

/** A file from a header's text, right or wrong, and data. */
function bytesOf(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

async function readAll(file: string): Promise<void> {
  const opened = await openSafetensors(file);
  try {
    for (const tensor of opened.tensors.values()) await tensor.read();
  } finally {
    await opened.close();
  }
}

const tensorOf = (shape: number[], values: number[], dtype: 'F32' | 'I64' = 'F32'): WritableTensor => ({
  dtype,
  shape,
  read: async () => Float32Array.from(values),
});

describe('safetensors', () => {
  test('gives back what was written: any names, shapes, ranks and numbers', async () => {
    const anyTensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return fc
        .array(fc.float({ noNaN: true }), { minLength: length, maxLength: length })
        .map((values) => ({ shape, values }));
    });
    // Names are any strings; `__proto__` is one that objects stumble over, `7` one that they move.
    const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '7'));
    const anyFile = fc.uniqueArray(fc.tuple(names, anyTensor), { selector: ([name]) => name, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(anyFile, async (tensors) => {
        fc.pre(tensors.every(([name]) => name !== '__metadata__'));
        const file = path('round.safetensors');
        const written = new Map(tensors.map(([name, { shape, values }]) => [name, tensorOf(shape, values)]));
        await writeSafetensors(file, written, { format: 'pt' });
        const opened = await openSafetensors(file);
        expect(opened.metadata.get('format')).toBe('pt');
        expect(opened.tensors.size).toBe(tensors.length);
        for (const [name, { shape, values }] of tensors) {
          const tensor = opened.tensors.get(name)!;
          expect(tensor.shape).toEqual(shape);
          expect([...(await tensor.read())]).toEqual([...Float32Array.from(values)]);
        }
        await opened.close();
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test('reads every number type as float32', async () => {
    const data = new Uint8Array(64);
    const view = new DataView(data.buffer);
    view.setFloat64(0, -1.5, true);
    view.setBigInt64(8, -7n, true);
    view.setBigUint64(16, 9n, true);
    view.setFloat32(24, 0.25, true);
    view.setInt32(28, -3, true);
    view.setUint32(32, 3, true);
    view.setUint16(36, 0xc100, true); // half -2.5
    view.setUint16(38, 0x0001, true); // smallest half
    view.setUint16(40, 0x7c00, true); // half infinity
    view.setUint16(42, 0x4049, true); // bfloat16 3.140625
    view.setInt16(44, -2, true);
    view.setUint16(46, 2, true);
    view.setInt8(48, -1);
    view.setUint8(49, 255);
    view.setUint8(50, 1);
    const types: [string, string, number[], number, number][] = [
      ['a', 'F64', [1], 0, 8],
      ['b', 'I64', [], 8, 16],
      ['c', 'U64', [1], 16, 24],
      ['d', 'F32', [1], 24, 28],
      ['e', 'I32', [1], 28, 32],
      ['f', 'U32', [1], 32, 36],
      ['g', 'F16', [3], 36, 42],
      ['h', 'BF16', [1], 42, 44],
      ['i', 'I16', [1], 44, 46],
      ['j', 'U16', [1], 46, 48],
      ['k', 'I8', [1], 48, 49],
      ['l', 'U8', [1], 49, 50],
      ['m', 'BOOL', [1], 50, 51],
      ['n', 'F8_E4M3', [1], 51, 52],
    ];
    const header = Object.fromEntries(
      types.map(([name, dtype, shape, begin, end]) => [name, { dtype, shape, data_offsets: [begin, end] }]),
    );
    await writeFile(path('types.safetensors'), bytesOf(JSON.stringify(header), data.subarray(0, 52)));
    const file = await openSafetensors(path('types.safetensors'));
    const read = async (name: string) => [...(await file.tensors.get(name)!.read())];
    expect(await Promise.all([...'abcdefghijklm'].map(read))).toEqual([
      [-1.5],
      [-7],
      [9],
      [0.25],
      [-3],
      [3],
      [-2.5, 2 ** -24, Infinity],
      [3.140625],
      [-2],
      [2],
      [-1],
      [255],
      [1],
    ]);
    await expect(read('n')).rejects.toThrow(/numbers of 16 bits or more for 'n' but they are F8_E4M3/);
    await file.close();
  });

  const entry = (begin: number, end: number) =>
    `{"dtype":"F32","shape":[${(end - begin) / 4}],"data_offsets":[${begin},${end}]}`;
  test.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(), /at least 8 bytes but it has 0/],
    ['a file of 5 bytes', new Uint8Array(5), /at least 8 bytes but it has 5/],
    [
      'an oversized header',
      new Uint8Array(16).fill(0xff),
      /at most 100000000 bytes but it announces 18446744073709551615/,
    ],
    [
      'a header longer than the file',
      Uint8Array.of(99, 0, 0, 0, 0, 0, 0, 0, 123),
      /a header of 99 bytes but the file ends after 9/,
    ],
    ['text', new TextEncoder().encode('This is not a weights file.'), /it is no safetensors file/],
    ['broken JSON', bytesOf('{"a":'), /a header in JSON but it has/],
    ['a comment in the JSON', bytesOf('{/* */}'), /a header in JSON but it has/],
    ['no object', bytesOf('[]'), /an object as header/],
    ['bytes that are no UTF-8', bytesOf('{}').map((byte, i) => (i === 8 ? 0xff : byte)), /a header in UTF-8/],
    [
      'a name twice',
      bytesOf(`{"a":${entry(0, 4)},"a":${entry(0, 4)}}`, new Uint8Array(4)),
      /each name once but it has 'a' twice/,
    ],
    [
      'an unknown type',
      bytesOf('{"a":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}}', new Uint8Array(4)),
      /a dtype of the format for 'a' but it is 'F7'/,
    ],
    [
      'a missing shape',
      bytesOf('{"a":{"dtype":"F32","data_offsets":[0,4]}}', new Uint8Array(4)),
      /for 'a' but shape is wrong/,
    ],
    [
      'a negative size',
      bytesOf('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', new Uint8Array(4)),
      /for 'a' but shape.0 is wrong/,
    ],
    [
      'a size that overflows',
      bytesOf(
        '{"a":{"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,4]}}',
        new Uint8Array(4),
      ),
      /data_offsets give it 4/,
    ],
    [
      'too few bytes for the shape',
      bytesOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', new Uint8Array(4)),
      /8 bytes for 'a' \(F32 \[2\]\) but data_offsets give it 4/,
    ],
    [
      'a gap',
      bytesOf(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, new Uint8Array(12)),
      /'b' to begin at byte 4 of the data but it begins at 8/,
    ],
    [
      'an overlap',
      bytesOf(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, new Uint8Array(12)),
      /'b' to begin at byte 8/,
    ],
    [
      'truncated data',
      bytesOf(`{"a":${entry(0, 8)}}`, new Uint8Array(6)),
      /8 bytes of data but it has 6; it is truncated/,
    ],
    ['bytes behind the end', bytesOf(`{"a":${entry(0, 8)}}`, new Uint8Array(9)), /something was appended/],
    ['metadata that is no string', bytesOf('{"__metadata__":{"a":1}}'), /strings alone in __metadata__/],
  ])('refuses %s', async (_, bytes, message) => {
    await writeFile(path('bad.safetensors'), bytes);
    const opening = openSafetensors(path('bad.safetensors'));
    await expect(opening).rejects.toThrow(ZooError);
    await expect(opening).rejects.toThrow(message);
  });

  test('says what is wrong with a path', async () => {
    await expect(openSafetensors(path('missing'))).rejects.toThrow(
      /a readable file for .*missing but ENOENT/,
    );
    await expect(openSafetensors(folder)).rejects.toThrow(/expected a (readable )?file for/);
  });

  test('survives mutated files: an error of ours or a file that keeps the rules', async () => {
    await writeSafetensors(
      path('seed.safetensors'),
      new Map([
        ['layer1.0.conv1.weight', tensorOf([2, 3], [1, 2, 3, 4, 5, 6])],
        ['steps', tensorOf([], [4], 'I64')],
      ]),
      { note: 'x' },
    );
    const seed = new Uint8Array(await readFile(path('seed.safetensors')));
    const mutation = fc.record({
      cut: fc.integer({ min: 0, max: seed.length }),
      changes: fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(mutation, fc.boolean(), async ({ cut, changes }, truncate) => {
        const bytes = seed.slice(0, truncate ? cut : undefined);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        await writeFile(path('mutant.safetensors'), bytes);
        try {
          await readAll(path('mutant.safetensors'));
        } catch (error) {
          expect(error).toBeInstanceOf(ZooError);
        }
      }),
      { numRuns: 600, seed: 5 },
    );
  });

  test('writes whole files or nothing', async () => {
    const file = path('kept.safetensors');
    await writeSafetensors(file, new Map([['a', tensorOf([1], [1])]]));
    const before = await readFile(file);
    const failing: WritableTensor = {
      dtype: 'F32',
      shape: [1],
      read: () => Promise.reject(new Error('the device is gone')),
    };
    await expect(writeSafetensors(file, new Map([['a', failing]]))).rejects.toThrow(/^the device is gone$/);
    expect(await readFile(file)).toEqual(before);
    await expect(writeSafetensors(path('no/such/folder/x'), new Map())).rejects.toThrow(/ENOENT/);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
