import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWeights } from '../index.ts';
import { MessageWriter } from '../writers/protobuf.ts';
import { ZipWriter } from '../writers/zip.ts';

/* Files that ask for more than there is, or for what is elsewhere. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));

const little = (value: number | bigint, bytes: 4 | 8): Buffer => {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 4) buffer.writeInt32LE(Number(value));
  else buffer.writeBigInt64LE(BigInt(value));
  return buffer;
};

async function messageBytes(message: MessageWriter): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of message.pieces()) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('sizes beyond the file', () => {
  const mxnetHead = Buffer.concat([little(0x112, 8), little(0, 8)]);

  test.each<[string, Buffer, RegExp]>([
    [
      'MXNet: arrays',
      Buffer.concat([mxnetHead, little(2n ** 50n, 8)]),
      /bytes for \d+ arrays but only 0 follow/,
    ],
    [
      'MXNet: numbers',
      Buffer.concat([
        mxnetHead,
        little(1, 8),
        little(0xf993fac9 | 0, 4),
        little(0, 4),
        little(2, 4),
        little(2n ** 40n, 8),
        little(2n ** 40n, 8),
        Buffer.alloc(12),
      ]),
      /a shape for 'array 0'/,
    ],
    [
      'MXNet: axes',
      Buffer.concat([mxnetHead, little(1, 8), little(1000, 4), Buffer.alloc(64)]),
      /at most 64 axes/,
    ],
    [
      'Torch7: a string',
      Buffer.concat([little(2, 4), little(2 ** 31 - 1, 4)]),
      /2147483647 bytes for a string but only 0 follow/,
    ],
    [
      'Torch7: a storage',
      Buffer.concat([
        little(4, 4),
        little(1, 4),
        little(3, 4),
        Buffer.from('V 1'),
        little(18, 4),
        Buffer.from('torch.FloatStorage'),
        little(2n ** 40n, 8),
      ]),
      /bytes for a storage of 1099511627776 numbers/,
    ],
    [
      'safetensors: a header',
      Buffer.concat([little(90_000_000, 8), Buffer.from('{}')]),
      /a header of 90000000 bytes/,
    ],
  ])('%s', async (_, bytes, message) => {
    await expect(readWeights(bytes)).rejects.toThrow(message);
    await expect(readWeights(bytes)).rejects.toMatchObject({ code: 'CONVERTER_BAD_FILE' });
  });

  test('Torch7: tables within tables', async () => {
    const level = (index: number): Buffer =>
      Buffer.concat([little(3, 4), little(index, 4), little(1, 4), little(1, 4), Buffer.alloc(8)]);
    const deep = Buffer.concat([...Array.from({ length: 5000 }, (_, i) => level(i + 1)), little(0, 4)]);
    await expect(readWeights(deep)).rejects.toThrow(/at most 200 levels of tables/);
  });

  test('JSON: lists within lists', async () => {
    const deep = Buffer.from(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    await expect(readWeights(deep)).rejects.toThrow(/at most 256 levels of JSON/);
  });
});

describe('zips', () => {
  async function zipOf(members: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    const zip = new ZipWriter(async (bytes) => void parts.push(bytes.slice()));
    for (const [name, content] of Object.entries(members)) await zip.add(name, content);
    await zip.finish();
    return Buffer.concat(parts);
  }

  test('TorchScript is refused with a sentence', async () => {
    const script = await zipOf({
      'm/data.pkl': Buffer.from('\x80\x02}.', 'latin1'),
      'm/constants.pkl': Buffer.from('.'),
    });
    await expect(readWeights(script)).rejects.toThrow(/a state dict but it is a TorchScript program/);
  });

  test('a deflated member is no larger than it says, and it may not say anything', async () => {
    const packed = deflateRawSync(Buffer.alloc(1 << 20));
    const zip = await zipOf({ 'm/data.pkl': packed });
    const directory = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    zip.writeUInt16LE(8, directory + 10);
    // The unpacked size is the first number of the extra field.
    const extra = directory + 46 + zip.readUInt16LE(directory + 28) + 4;
    for (const [size, message] of [
      [BigInt(100), /deflated data but/],
      [2n ** 40n, /at most \d+ bytes in 'm\/data\.pkl'/],
      [200_000_000n, /no more than it can hold but it says 200000000 bytes/],
    ] as const) {
      zip.writeBigUInt64LE(size, extra);
      await expect(readWeights(zip)).rejects.toThrow(message);
    }
  });

  test('names twice, and members that are not there', async () => {
    const twice = await zipOf({ 'm/data.pkl': Buffer.from('.'), 'm/data.pkk': Buffer.from('.') });
    for (let at = twice.indexOf('data.pkk'); at >= 0; at = twice.indexOf('data.pkk'))
      twice.write('data.pkl', at);
    await expect(readWeights(twice)).rejects.toThrow(/each member once but it has 'm\/data\.pkl' twice/);
    await expect(readWeights(await zipOf({ 'm/other': Buffer.from('.') }))).rejects.toThrow(
      /a member 'data\.pkl' but it has none/,
    );
  });
});

describe('other files', () => {
  test.each(['/etc/passwd', '../weights.bin', 'a/../../weights.bin', 'C:\\weights.bin', '', '.'])(
    'TensorFlow.js: %j is not beside it',
    async (path) => {
      const model = { weightsManifest: [{ paths: [path], weights: [] }] };
      const file = join(folder, 'model.json');
      await writeFile(file, JSON.stringify(model));
      await expect(readWeights(file)).rejects.toMatchObject({ code: 'CONVERTER_UNSAFE' });
    },
  );

  test('TensorFlow.js: a link is not followed, a missing file is named', async () => {
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(join(folder, 'secret'), join(folder, 'link.bin'));
    const model = join(folder, 'link.json');
    await writeFile(model, JSON.stringify({ weightsManifest: [{ paths: ['link.bin'], weights: [] }] }));
    await expect(readWeights(model)).rejects.toThrow(
      /refused .*link\.json: it wants the file 'link\.bin', which is a link/,
    );
    await writeFile(model, JSON.stringify({ weightsManifest: [{ paths: ['none.bin'], weights: [] }] }));
    await expect(readWeights(model)).rejects.toThrow(/a readable file for .*none\.bin but ENOENT/);
  });

  test('ONNX: numbers outside of the folder', async () => {
    const entry = (key: string, value: string): MessageWriter =>
      new MessageWriter().text(1, key).text(2, value);
    const tensor = new MessageWriter()
      .int(1, 2)
      .int(2, 1)
      .text(8, 'w')
      .message(13, entry('location', '../../etc/passwd'))
      .int(14, 1);
    const model = new MessageWriter().int(1, 8).message(7, new MessageWriter().message(5, tensor));
    await expect(readWeights(await messageBytes(model))).rejects.toThrow(
      /it wants the file '\.\.\/\.\.\/etc\/passwd', which is not beside it/,
    );
  });
});

describe('what is no file of weights', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /it begins with nothing: it is empty/],
    [
      'a text',
      Buffer.from('These are no weights.'),
      /expected a file of Keras, .* but it begins with 54 68 65 73/,
    ],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), /begins with 89 50 4e 47/],
  ])('%s', async (_, bytes, message) => {
    await expect(readWeights(bytes)).rejects.toThrow(message);
    await expect(readWeights(bytes)).rejects.toMatchObject({ code: 'CONVERTER_UNKNOWN_FORMAT' });
  });

  test('a missing file and a folder', async () => {
    await expect(readWeights(join(folder, 'none.pth'))).rejects.toMatchObject({
      code: 'CONVERTER_CANNOT_READ',
    });
    const empty = await mkdtemp(join(folder, 'empty-'));
    await expect(readWeights(empty)).rejects.toThrow(/model\.json but ENOENT/);
  });
});
