import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { softmax } from '@resnext/evaluator';
import { loadImage } from '@resnext/data';
import { selectBackend } from '@resnext/runtime';
import { createServer, type RunningServer } from '@resnext/server';
import { createModel, prepareBatch, saveModel, type Model } from '@resnext/zoo';
import { tensor4d, type Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectWithin, goldenFolder } from './support/golden.ts';
import { bodyOf, readInferAnswer } from './support/inferAnswer.ts';
import { exchange, type WireAnswer } from './support/wire.ts';

/*
 * What the Python tritonclient sends, as tools/server/record_tritonclient.py recorded it, byte for byte, and what this
 * server answers: the client's own code would take each of these answers.
 */

const SIZE = 8;
const CLASSES = 10;
const ROUNDING = 1e-5;

const recordings = join(goldenFolder, 'serving');
const images = new URL('../../packages/data/test-assets/pil/', import.meta.url);

let folder: string;
let server: RunningServer;
let model: Model;
/** By what the request's input is: the recording's `normalised(n)`, `pixels(n)` and `files(...)`. */
let truth: Record<'one' | 'two' | 'onePixels' | 'twoPixels' | 'files', Float32Array>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-vectors-'));
  await mkdir(join(folder, 'digits', '1'), { recursive: true });
  const { name } = await selectBackend();
  const trained = createModel('resnext11_digits', { seed: 3 });
  await saveModel(trained, join(folder, 'digits', '1', 'model.safetensors'));
  model = trained.fold();
  trained.dispose();
  truth = {
    one: await logitsOf(normalised(1)),
    two: await logitsOf(normalised(2)),
    onePixels: await logitsOf(pixels(1)),
    twoPixels: await logitsOf(pixels(2)),
    files: await logitsOf(await files('00.png', '01.png')),
  };
  server = await createServer({
    modelRepository: folder,
    modelControlMode: 'explicit',
    loadModel: ['digits'],
    port: 0,
    backend: name,
    logLevel: 'silent',
  });
});

afterAll(async () => {
  await server.stop();
  model.dispose();
  await rm(folder, { recursive: true });
});

async function logitsOf(x: Tensor4D): Promise<Float32Array> {
  const logits = model.forward(x);
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    x.dispose();
    logits.dispose();
  }
}

function normalised(count: number): Tensor4D {
  const values = Array.from({ length: count * SIZE * SIZE }, (_, index) => ((index * 37) % 101) / 32 - 1.5);
  return tensor4d(values, [count, SIZE, SIZE, 1]);
}

function pixels(count: number): Tensor4D {
  const values = Uint8Array.from({ length: count * SIZE * SIZE }, (_, index) => index * 37);
  return prepareBatch({ images: values, shape: [count, SIZE, SIZE, 1] }, model.row.preprocessing);
}

async function files(...names: readonly string[]): Promise<Tensor4D> {
  const { inputSize: crop, resize, interpolation } = model.row.preprocessing;
  const options = { crop, resize, interpolation, channels: 1 } as const;
  const loaded = [];
  for (const name of names) loaded.push(await loadImage(new URL(name, images).pathname, options));
  const values = Uint8Array.from(loaded.flatMap((image) => [...image.pixels]));
  return prepareBatch({ images: values, shape: [names.length, SIZE, SIZE, 1] }, model.row.preprocessing);
}

/** What is checked of each answer, by the recording's name without the client's. */
const expectations: Readonly<Record<string, (answer: WireAnswer) => void>> = {
  live: (answer) => expect(answer.status).toBe(200),
  ready: (answer) => expect(answer.status).toBe(200),
  'server-metadata': (answer) => {
    expect(documentOf(answer)).toMatchObject({
      name: expect.any(String),
      version: expect.any(String),
      extensions: expect.arrayContaining([
        'binary_tensor_data',
        'classification',
        'model_configuration',
        'model_repository',
        'statistics',
      ]),
    });
  },
  'model-ready': (answer) => expect(answer.status).toBe(200),
  'model-ready-version': (answer) => expect(answer.status).toBe(200),
  'model-metadata': expectMetadata,
  'model-metadata-version': expectMetadata,
  'model-metadata-unknown': expectUnknown,
  'model-config': (answer) =>
    expect(documentOf(answer)).toMatchObject({ name: 'digits', max_batch_size: expect.any(Number) }),
  statistics: expectStatistics,
  'statistics-model': expectStatistics,
  'repository-index': (answer) =>
    expect(documentOf(answer)).toEqual([{ name: 'digits', version: '1', state: 'READY', reason: '' }]),
  'repository-unload': (answer) => expect(answer.status).toBe(200),
  'repository-load': (answer) => expect(answer.status).toBe(200),

  'async-infer': expectBinary(() => truth.two),
  'infer-binary': expectBinary(() => truth.two),
  'infer-binary-all-outputs': expectAllOutputs,
  'infer-binary-version': expectBinary(() => truth.one),
  'infer-binary-in-json-out': expectJson(() => truth.one),
  'infer-json-in-binary-out': expectBinary(() => truth.one),
  'infer-json': (answer) => {
    const { document, tensors } = readInferAnswer(answer);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(document.outputs.map(({ name }) => name)).toEqual(['logits', 'probabilities']);
    expect(tensors.get('logits')).toEqual(truth.one);
    expectWithin(tensors.get('probabilities') as Float32Array, softmax(truth.one), ROUNDING);
  },
  'infer-pixels': expectBinary(() => truth.twoPixels),
  'infer-pixels-json': expectJson(() => truth.onePixels),
  'infer-files': expectBinary(() => truth.files),
  'infer-classification': expectClasses('logits', 3, true),
  'infer-classification-json': expectClasses('probabilities', 2, false),
  'infer-parameters': (answer) => {
    expect(readInferAnswer(answer).document.id).toBe('forty-two');
    expectBinary(() => truth.one)(answer);
  },
  'infer-request-gzip': expectBinary(() => truth.two),
  'infer-request-deflate': expectBinary(() => truth.two),
  // A server may answer uncompressed; this one, whose answer is short, may well.
  'infer-response-gzip': expectBinary(() => truth.two),
  'infer-response-deflate': expectBinary(() => truth.two),
  'infer-unknown-output': (answer) => expectError(answer, 400, 'colour'),
  'infer-unknown-model': expectUnknown,
  'infer-unknown-version': (answer) => expectError(answer, 404, '7'),

  'generated-body': expectBinary(() => truth.two),
  'generated-body-octet-stream': expectBinary(() => truth.two),
  'generated-body-form': expectBinary(() => truth.two),
  'generated-body-odd-type': expectBinary(() => truth.two),
  // Without a document that could ask for anything, Triton answers in binary.
  'raw-input': expectAllOutputs,
};

const clients = ['sync', 'aio'];
// Unloaded before it is loaded again, and both before anything is asked of it.
const names = (await readdir(recordings)).map((file) => file.replace('.http', '')).sort();
const order = ['repository-unload', 'repository-load'].flatMap((last) =>
  clients.map((client) => `${client}-${last}`),
);

for (const name of [...names.filter((each) => !order.includes(each)), ...order]) {
  const [client, ...rest] = name.split('-');
  test(`${client}: ${rest.join(' ')}`, async () => {
    const check = expectations[rest.join('-')];
    expect(check, `no expectation for ${name}`).toBeDefined();
    const answer = await exchange(server.address, await readFile(join(recordings, `${name}.http`)));
    expect(answer, 'the connection ended without an answer').toBeDefined();
    check!(answer!);
  });
}

test('every expectation has its recording', () => {
  const recorded = new Set(names.map((name) => name.replace(/^(sync|aio)-/, '')));
  expect([...recorded].sort()).toEqual(Object.keys(expectations).sort());
});

/** Both clients read what is not an answer to `infer` without decompressing it, although one of them says it would. */
function documentOf(answer: WireAnswer): unknown {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-encoding')).toBeUndefined();
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  return JSON.parse(answer.body.toString());
}

function expectError(answer: WireAnswer, status: number, names: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-encoding')).toBeUndefined();
  const document = JSON.parse(answer.body.toString()) as { error: string };
  expect(Object.keys(document)).toEqual(['error']);
  expect(document.error).toContain(names);
}

function expectUnknown(answer: WireAnswer): void {
  expectError(answer, 404, 'letters');
}

function expectMetadata(answer: WireAnswer): void {
  expect(documentOf(answer)).toMatchObject({
    name: 'digits',
    versions: ['1'],
    platform: expect.any(String),
    inputs: [{ name: 'images', datatype: 'FP32', shape: [-1, SIZE, SIZE, 1] }],
    outputs: [
      { name: 'logits', datatype: 'FP32', shape: [-1, CLASSES] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, CLASSES] },
    ],
  });
}

function expectStatistics(answer: WireAnswer): void {
  expect(documentOf(answer)).toMatchObject({
    model_stats: [
      {
        name: 'digits',
        version: '1',
        inference_count: expect.any(Number),
        execution_count: expect.any(Number),
        inference_stats: { success: { count: expect.any(Number), ns: expect.any(Number) } },
      },
    ],
  });
}

function expectAllOutputs(answer: WireAnswer): void {
  expect(answer.status, bodyOf(answer).toString('latin1')).toBe(200);
  const { document, tensors } = readInferAnswer(answer);
  const shape = [1, CLASSES];
  const parameters = { binary_data_size: 4 * CLASSES };
  expect(document.outputs).toMatchObject([
    { name: 'logits', datatype: 'FP32', shape, parameters },
    { name: 'probabilities', datatype: 'FP32', shape, parameters },
  ]);
  expectLogits(tensors.get('logits') as Float32Array, truth.one);
  expectWithin(tensors.get('probabilities') as Float32Array, softmax(truth.one), ROUNDING);
}

function expectBinary(logits: () => Float32Array): (answer: WireAnswer) => void {
  return (answer) => {
    expect(answer.status, bodyOf(answer).toString('latin1')).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    const { document, tensors } = readInferAnswer(answer);
    expect(document).toMatchObject({
      model_name: 'digits',
      model_version: '1',
      outputs: [
        {
          name: 'logits',
          datatype: 'FP32',
          shape: [logits().length / CLASSES, CLASSES],
          parameters: { binary_data_size: 4 * logits().length },
        },
      ],
    });
    expectLogits(tensors.get('logits') as Float32Array, logits());
  };
}

function expectJson(logits: () => Float32Array): (answer: WireAnswer) => void {
  return (answer) => {
    expect(answer.status, bodyOf(answer).toString('latin1')).toBe(200);
    expect(answer.headers.get('inference-header-content-length')).toBeUndefined();
    const { document, tensors } = readInferAnswer(answer);
    expect(document.outputs).toHaveLength(1);
    expectLogits(tensors.get('logits') as Float32Array, logits());
  };
}

/** To the bit for one image; several may have shared their batch with nobody, or not. */
function expectLogits(received: Float32Array, expected: Float32Array): void {
  if (expected.length === CLASSES) expect(received).toEqual(expected);
  else expectWithin(received, expected, ROUNDING);
}

/** The best classes of the two images, as `value:index:label`, best first. */
function expectClasses(output: string, count: number, binary: boolean): (answer: WireAnswer) => void {
  return (answer) => {
    const { document, tensors } = readInferAnswer(answer);
    expect(document.outputs).toMatchObject([{ name: output, datatype: 'BYTES', shape: [2, count] }]);
    expect(answer.headers.has('inference-header-content-length')).toBe(binary);
    const received = (tensors.get(output) as string[]).map((text) => text.split(':'));
    const expected = [0, 1].flatMap((image) => {
      const logits = truth.two.slice(image * CLASSES, (image + 1) * CLASSES);
      const values = [...(output === 'logits' ? logits : softmax(logits))];
      const ranked = values.map((value, index) => ({ value, index })).sort((a, b) => b.value - a.value);
      return ranked.slice(0, count);
    });
    expect(received.map(([, index]) => Number(index))).toEqual(expected.map(({ index }) => index));
    // The classes of the digits are called as they are numbered.
    expect(received.map(([, index, label]) => label === index)).not.toContain(false);
    for (const [at, { value }] of expected.entries()) expect(Number(received[at]![0])).toBeCloseTo(value, 4);
  };
}
