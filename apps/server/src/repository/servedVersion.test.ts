import { describe, expect, it } from 'vitest';
import { Turns } from '../batching/turns.ts';
import type { DecodedFiles, Decoder } from '../service/decoder.ts';
import type { Images } from '../service/images.ts';
import { fakeDecoder } from '../testing/fakeDecoder.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { FakeEngine } from '../testing/fakeEngine.ts';
import { modelFolders } from '../testing/modelFolders.ts';
import { settled } from '../testing/settled.ts';
import { ServedVersion } from './servedVersion.ts';
import { defaultSettings } from './settings.ts';

async function scene(decoder: Decoder = fakeDecoder) {
  const engine = new FakeEngine();
  const clock = new FakeClock();
  const folder = await modelFolders({ weights: '3' });
  const network = await engine.load(`${folder}/weights`);
  const turns = new Turns(clock);
  const settings = defaultSettings({ maxBatchSize: 4 });
  const options = { name: 'm', version: '1', labels: ['a', 'b'], settings, network, decoder, turns, clock };
  return { engine, clock, model: new ServedVersion(options) };
}

const files = (...values: number[]): Images => ({
  kind: 'encoded',
  files: values.map((value) => Uint8Array.of(value)),
});

function pixels(value: number): Images {
  return { kind: 'pixels', shape: [1, 2, 2, 1], values: new Uint8Array(4).fill(value) };
}

describe('ServedVersion', () => {
  it('answers files, pixels and numbers', async () => {
    const { engine, model } = await scene();
    engine.batches.isFree = true;
    const values = new Float32Array(8).fill(7);
    expect((await model.infer(files(5, 6))).logits).toEqual(Float32Array.of(5, 8, 6, 9));
    expect((await model.infer(pixels(6))).logits).toEqual(Float32Array.of(6, 9));
    for (const layout of ['NHWC', 'NCHW'] as const) {
      const shape = layout === 'NHWC' ? ([2, 2, 2, 1] as const) : ([2, 1, 2, 2] as const);
      const answer = await model.infer({ kind: 'normalised', layout, shape, values });
      expect(answer).toMatchObject({ count: 2, logits: Float32Array.of(7, 10, 7, 10) });
    }
  });

  it.each<[string, Images]>([
    ['expected images but received none: send at least one', files()],
    [
      'expected images [1, 2, 2, 1] for fake but received [1, 2, 3, 1]',
      { kind: 'pixels', shape: [1, 2, 3, 1], values: new Uint8Array(6) },
    ],
    [
      'expected 4 numbers for images [1, 2, 2, 1] but received 5',
      { kind: 'pixels', shape: [1, 2, 2, 1], values: new Uint8Array(5) },
    ],
    [
      'expected images [1, 1, 2, 2] for fake but received [1, 2, 2, 1]',
      { kind: 'normalised', layout: 'NCHW', shape: [1, 2, 2, 1], values: new Float32Array(4) },
    ],
    ['expected an image for file 2', files(1, 0)],
    [
      'expected at most 4 images, the max_batch_size of m, but received 5: send several requests',
      files(1, 2, 3, 4, 5),
    ],
  ])('refuses with "%s"', async (message, images) => {
    const { engine, model } = await scene();
    await expect(model.infer(images)).rejects.toMatchObject({ code: 'SERVER_BAD_REQUEST', message });
    expect(engine.batches.all).toEqual([]);
    expect(model.statistics()).toMatchObject({ fail: { count: 1 }, failReasons: { OTHER: 1 }, pending: 0 });
  });

  it.each([{ priority: -1 }, { timeout: 0.5 }, { explain: NaN }])(
    'refuses the options %j',
    async (options) => {
      const { model } = await scene();
      await expect(model.infer(pixels(1), options)).rejects.toThrow(/^expected a whole number from 0 for /);
    },
  );

  it('explains at most all classes, and what of a file was seen as it is shown', async () => {
    const { engine, model } = await scene();
    const answer = model.infer(files(1), { explain: 9 });
    await settled();
    expect(engine.batches.running[0]!.parts[0]!.explain).toBe(2);
    engine.batches.running[0]!.answer();
    expect((await answer).explanations).toEqual([
      {
        maps: [{ index: 1, height: 1, width: 2, values: Float32Array.of(4, 3) }],
        frame: { x: 0, y: 0, width: 2, height: 2 },
      },
    ]);
  });

  it('counts decoding as input, and keeps statistics', async () => {
    let finish = (_: DecodedFiles) => {};
    const { engine, clock, model } = await scene({
      ...fakeDecoder,
      decode: () => new Promise((resolve) => (finish = resolve)),
    });
    const answer = model.infer(files(5, 6));
    const decoded = await fakeDecoder.decode([Uint8Array.of(5), Uint8Array.of(6)], {
      row: model.row,
      maxPixels: 100,
    });
    clock.advance(2);
    expect(model.statistics()).toMatchObject({ pending: 1, lastInference: 0, executions: 0 });
    finish(decoded);
    await settled();
    const second = model.infer(pixels(1));
    clock.advance(3);
    engine.batches.isFree = true;
    engine.batches.running[0]!.answer();
    const durations = { queue: 0, computeInput: 2_000_010, computeInfer: 100, computeOutput: 1 };
    expect(await answer).toMatchObject({ durations });
    expect(await second).toMatchObject({ durations: { queue: 3e6, computeInput: 10 } });
    await expect(model.infer(pixels(1), { signal: AbortSignal.abort() })).rejects.toThrow();
    const statistics = model.statistics();
    expect(statistics.lastInference).toBeGreaterThan(0);
    expect(statistics).toMatchObject({
      inferences: 3,
      executions: 2,
      pending: 0,
      success: { count: 2, ns: 8e6 },
      fail: { count: 1, ns: 0 },
      failReasons: { REJECTED: 0, CANCELED: 1, BACKEND: 0, OTHER: 0 },
      queue: { count: 2, ns: 3e6 },
      computeInput: { count: 2, ns: 2_000_020 },
      batches: [
        { size: 1, computeInfer: { count: 1, ns: 100 } },
        { size: 2, computeInput: { count: 1, ns: 10 }, computeOutput: { count: 1, ns: 1 } },
      ],
    });
  });
});
