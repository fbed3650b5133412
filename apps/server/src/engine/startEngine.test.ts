import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, encodePng } from '@resnext/data';
import { nativeStatus } from '@resnext/backend-native/status';
import { selectBackend } from '@resnext/runtime';
import { imageOptionsOf, predict, type Model } from '@resnext/zoo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../service/engine.ts';
import type { PixelImages } from '../service/images.ts';
import { colourRow, temporaryFolder, writeNetwork } from '../testing/networks.ts';
import { bytes } from '../testing/pixels.ts';
import { startEngine } from './startEngine.ts';

const backend = nativeStatus().available ? 'native' : 'wasm';
const folder = await temporaryFolder();
const path = join(folder, 'colours.safetensors');

const images = (seed = 0, count = 1): PixelImages => ({
  kind: 'pixels',
  shape: [count, 16, 16, 3],
  values: bytes(count * 16 * 16 * 3, seed),
});

let model: Model;
let engine: Engine;

beforeAll(async () => {
  await selectBackend(backend);
  model = await writeNetwork(path, colourRow());
  engine = await startEngine({ backend, threads: 1 });
});

afterAll(async () => {
  await engine.close();
  model.dispose();
});

describe('an engine', () => {
  it('says what it computes on', () => {
    expect(engine.backend).toMatch(new RegExp(`^${backend} \\(.+, 1 thread\\)$`));
  });

  it('answers an image file as this thread does, bit for bit', async () => {
    const png = await encodePng({ pixels: bytes(30 * 40 * 3), height: 30, width: 40, channels: 3 });
    const { pixels } = await decodeImage(png, imageOptionsOf(model.row));
    const expected = await predict(model, { images: pixels, shape: [1, 16, 16, 3] });
    const served = await engine.load(path, { warmUp: [1, 4] });
    expect(served.row).toEqual(model.row);
    const { logits } = await served.run([{ images: { ...images(), values: pixels } }]);
    expect(logits).toEqual(expected);
    await served.unload();
  });

  it('takes over memory that belongs to the images alone, and leaves all other where it is', async () => {
    const served = await engine.load(path);
    const [own, shared] = [images(1), images(2)];
    const body = new Uint8Array(10 + shared.values.length);
    body.set(shared.values, 10);
    const part = { ...shared, values: body.subarray(10) };
    const { logits } = await served.run([{ images: own }, { images: part }, { images: part }]);
    expect(logits).toHaveLength(15);
    expect(logits.slice(5, 10)).toEqual(logits.slice(10));
    expect(own.values).toHaveLength(0);
    expect(body.subarray(10)).toEqual(shared.values);
    await served.unload();
  });

  it('computes what it was asked for in order, before a network is freed', async () => {
    const served = await engine.load(path);
    const answers = Array.from({ length: 5 }, (_, seed) => served.run([{ images: images(seed) }]));
    const unloaded = served.unload();
    for (const [seed, answer] of answers.entries()) {
      const { values, shape } = images(seed);
      expect((await answer).logits).toEqual(await predict(model, { images: values, shape }));
    }
    await unloaded;
    await expect(served.run([{ images: images() }])).rejects.toMatchObject({
      name: 'ServerError',
      code: 'SERVER_UNAVAILABLE',
    });
  });

  it('refuses images that make no batch of the network', async () => {
    const served = await engine.load(path);
    const small: PixelImages = { kind: 'pixels', shape: [1, 8, 8, 3], values: bytes(192) };
    for (const [parts, message] of [
      [[], 'expected images for colours but received none'],
      [
        [small, images()],
        'expected images of [8, 8, 3] for a batch of colours but received some of [16, 16, 3]',
      ],
      [
        [{ ...small, shape: [1, 8, 24, 1] }],
        'expected images of [8, 24, 3] for a batch of colours but received some of [8, 24, 1]',
      ],
      [
        [{ ...small, shape: [2, 8, 8, 3] }],
        'expected the 384 values of images [2, 8, 8, 3] but received 192',
      ],
      [[{ ...small, shape: [0, 8, 8, 3] }], 'expected the 0 values of images [0, 8, 8, 3] but received 192'],
    ] as [PixelImages[], string][]) {
      await expect(served.run(parts.map((each) => ({ images: each })))).rejects.toMatchObject({
        code: 'SERVER_BAD_REQUEST',
        message,
      });
    }
    await served.unload();
  });

  it('says what is wrong with a file, and lives on', async () => {
    const bad = join(folder, 'bad.safetensors');
    await writeFile(bad, 'no weights');
    const missing = join(folder, 'missing.safetensors');
    for (const file of [bad, missing]) {
      await expect(engine.load(file)).rejects.toMatchObject({
        name: 'ServerError',
        code: 'SERVER_BAD_REQUEST',
        message: expect.stringContaining(file),
      });
    }
    const served = await engine.load(path);
    expect((await served.run([{ images: images() }])).logits).toHaveLength(5);
    await served.unload();
  });

  it('answers what it was asked before it ends, and nothing afterwards', async () => {
    const other = await startEngine({ backend: 'wasm' });
    const served = await other.load(path);
    const answer = served.run([{ images: images() }]);
    const closed = other.close();
    expect((await answer).logits).toHaveLength(5);
    await closed;
    await expect(served.run([{ images: images() }])).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
  });

  it('does not start on a backend that cannot be had', async () => {
    await expect(startEngine({ backend: 'abacus' })).rejects.toMatchObject({
      code: 'SERVER_BAD_CONFIG',
      message: expect.stringContaining("for the backend but received 'abacus'"),
    });
  });
});
