import { memory, type Tensor4D } from '@tensorflow/tfjs-core';
import { listBackends, selectBackend, type BackendName } from '@resnext/runtime';
import { createModel, predict, prepareBatch, type Model } from '@resnext/zoo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchPart } from '../service/engine.ts';
import type { NormalisedImages, PixelImages } from '../service/images.ts';
import { colourRow } from '../testing/networks.ts';
import { bytes } from '../testing/pixels.ts';
import { computeBatch } from './computeBatch.ts';

const available = (await listBackends()).filter((backend) => backend.available).map(({ name }) => name);
const wanted: BackendName[] = ['native', 'wasm', 'cpu'];

const [SIDE, CHANNELS] = [16, 3];
const SIZE = SIDE * SIDE * CHANNELS;

const pixels = (count: number, seed = 0): PixelImages => ({
  kind: 'pixels',
  shape: [count, SIDE, SIDE, CHANNELS],
  values: bytes(count * SIZE, seed),
});

describe.each(wanted.filter((name) => available.includes(name)))('a batch on %s', (backend) => {
  let model: Model;

  beforeAll(async () => {
    await selectBackend(backend);
    const trained = createModel(colourRow(), { seed: 4 });
    model = trained.fold();
    trained.dispose();
  });

  afterAll(() => model.dispose());

  const expectedOf = ({ values, shape }: PixelImages) => predict(model, { images: values, shape });

  /** The same images as a client would normalise them. */
  function normalised({ values, shape }: PixelImages, layout: 'NHWC' | 'NCHW'): NormalisedImages {
    const tensor: Tensor4D = prepareBatch({ images: values, shape }, model.row.preprocessing);
    const rows = tensor.dataSync() as Float32Array;
    tensor.dispose();
    const [count] = shape;
    if (layout === 'NHWC')
      return { kind: 'normalised', layout, shape: [count, SIDE, SIDE, CHANNELS], values: rows };
    const planes = Float32Array.from({ length: rows.length }, (_, index) => {
      const [image, rest] = [Math.floor(index / SIZE), index % SIZE];
      const [channel, pixel] = [Math.floor(rest / (SIDE * SIDE)), rest % (SIDE * SIDE)];
      return rows[image * SIZE + pixel * CHANNELS + channel]!;
    });
    return { kind: 'normalised', layout, shape: [count, CHANNELS, SIDE, SIDE], values: planes };
  }

  const logitsOf = async (...parts: BatchPart[]) => (await computeBatch(model, parts)).logits;

  it('of one answers as predict does, bit for bit, in whatever form its image comes', async () => {
    const images = pixels(1);
    const expected = await expectedOf(images);
    expect(await logitsOf({ images })).toEqual(expected);
    for (const layout of ['NHWC', 'NCHW'] as const) {
      expect(await logitsOf({ images: normalised(images, layout) })).toEqual(expected);
    }
  });

  it('of many forms answers each image as it is answered alone, in order', async () => {
    const forms = [
      pixels(1, 1),
      pixels(2, 2),
      normalised(pixels(2, 3), 'NCHW'),
      normalised(pixels(1, 4), 'NHWC'),
      pixels(1, 5),
      normalised(pixels(1, 6), 'NCHW'),
    ];
    const logits = await logitsOf(...forms.map((images) => ({ images })));
    const alone = [];
    for (const [seed, count] of [1, 2, 2, 1, 1, 1].entries()) {
      const { values } = pixels(count, seed + 1);
      for (let image = 0; image < count; image++) {
        const own = values.slice(image * SIZE, (image + 1) * SIZE);
        alone.push(...(await expectedOf({ ...pixels(1), values: own })));
      }
    }
    const largest = Math.max(...alone.map(Math.abs));
    expect(logits).toHaveLength(alone.length);
    for (const [index, logit] of logits.entries()) {
      expect(Math.abs(logit - alone[index]!) / largest).toBeLessThanOrEqual(1e-5);
    }
  });

  it('explains where it is asked to, and changes no bit of the logits', async () => {
    const parts = [
      { images: pixels(1, 1) },
      { images: pixels(2, 2), explain: 3 },
      { images: pixels(1, 3), explain: 9 },
    ];
    const plain = await computeBatch(
      model,
      parts.map(({ images }) => ({ images })),
    );
    expect(plain.explanations).toEqual([[], [], []]);
    const { logits, explanations } = await computeBatch(model, parts);
    expect(logits).toEqual(plain.logits);
    expect(explanations.map((own) => own.map(({ maps }) => maps.length))).toEqual([[], [3, 3], [5]]);
    const bias = model.variables().get('fc.bias')!.dataSync();
    const { classes } = model.row;
    for (const [image, { maps }] of explanations.flat().entries()) {
      const own = logits.subarray((image + 1) * classes, (image + 2) * classes);
      const ranked = maps.map(({ index }) => own[index]!);
      expect(ranked).toEqual([...own].toSorted((a, b) => b - a).slice(0, maps.length));
      for (const { index, height, width, values } of maps) {
        expect([height, width, values.length]).toEqual([8, 8, 64]);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(mean + bias[index]!).toBeCloseTo(own[index]!, 5);
      }
    }
  });

  it('leaves no tensor behind, also when it fails', async () => {
    const parts = [{ images: pixels(2), explain: 2 }, { images: normalised(pixels(1), 'NCHW') }];
    await computeBatch(model, parts);
    const before = memory();
    for (let batch = 0; batch < 5; batch++) await computeBatch(model, parts);
    const wrong = { ...pixels(1), shape: [1, SIDE, SIDE, 2] as const };
    await expect(computeBatch(model, [{ images: wrong }])).rejects.toThrow(/expected/);
    const { numTensors, numBytes, numDataBuffers } = memory();
    expect({ numTensors, numBytes, numDataBuffers }).toEqual({
      numTensors: before.numTensors,
      numBytes: before.numBytes,
      numDataBuffers: before.numDataBuffers,
    });
  });

  it('says where its time went', async () => {
    const { durations } = await computeBatch(model, [{ images: pixels(1) }]);
    for (const duration of Object.values(durations)) expect(Number.isSafeInteger(duration)).toBe(true);
    expect(durations.infer).toBeGreaterThan(0);
  });
});
