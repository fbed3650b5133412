import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { tensor4d } from '@tensorflow/tfjs-core';
import { encodePng, Random } from '@resnext/data';
import { createModel, prepareBatch, resolveRow, saveModel, type Model } from '@resnext/zoo';

/** The network that is served: so small that the server's own work is what the fire is at. */
export const row = resolveRow('resnext11_digits');
export const SIZE = row.preprocessing.inputSize;
export const CLASSES = row.classes;
export const PIXELS = SIZE * SIZE;

/** Logits of the same image in batches of several sizes differ in the last bits, relative to the largest. */
const TOLERANCE = 1e-5;

const IMAGES = 64;

/** An image in every form in which it can be sent, and what the networks say to it. */
export interface Target {
  readonly pixels: Uint8Array;
  readonly normalised: Float32Array;
  readonly file: Uint8Array;
  /** By the seed of the weights. */
  readonly logits: ReadonlyMap<number, Float32Array>;
}

/** Images of noise with the answers of the networks that are served, computed here without a server. */
export async function computeTruth(seeds: readonly number[]): Promise<Target[]> {
  const models = seeds.map((seed) => [seed, foldedModel(seed)] as const);
  const targets = [];
  for (let index = 0; index < IMAGES; index++) targets.push(await targetOf(index, models));
  for (const [, model] of models) model.dispose();
  return targets;
}

async function targetOf(index: number, models: readonly (readonly [number, Model])[]): Promise<Target> {
  const random = Random.from(9, index);
  const pixels = Uint8Array.from({ length: PIXELS }, () => random.int(256));
  const file = await encodePng({ pixels, height: SIZE, width: SIZE, channels: 1 });
  const prepared = prepareBatch({ images: pixels, shape: [1, SIZE, SIZE, 1] }, row.preprocessing);
  const normalised = (await prepared.data()) as Float32Array;
  prepared.dispose();
  const logits = new Map<number, Float32Array>();
  for (const [seed, model] of models) logits.set(seed, await logitsOf(model, normalised));
  return { pixels, normalised, file, logits };
}

async function logitsOf(model: Model, normalised: Float32Array): Promise<Float32Array> {
  const images = tensor4d(normalised, [1, SIZE, SIZE, 1]);
  const logits = model.forward(images);
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    images.dispose();
    logits.dispose();
  }
}

function foldedModel(seed: number): Model {
  const model = createModel(row, { seed });
  try {
    return model.fold();
  } finally {
    model.dispose();
  }
}

/** Writes the weights of a seed to where a server reads them, which sees the old file or the new one. */
export async function writeWeights(seed: number, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const model = createModel(row, { seed });
  try {
    await saveModel(model, path);
  } finally {
    model.dispose();
  }
}

/** @throws Error unless these are the logits that one of the networks gives to the images */
export function checkLogits(received: ArrayLike<number>, targets: readonly Target[]): void {
  if (received.length !== targets.length * CLASSES)
    throw new Error(`expected ${targets.length * CLASSES} logits but received ${received.length}`);
  for (const [index, { logits }] of targets.entries()) {
    const mine = Array.from({ length: CLASSES }, (_, c) => received[index * CLASSES + c]!);
    if (![...logits.values()].some((expected) => isClose(mine, expected)))
      throw new Error(`wrong logits for image ${index} of ${targets.length}: ${mine.join(', ')}`);
  }
}

/** @throws Error unless this is the class that one of the networks thinks best */
export function checkBest(index: number, { logits }: Target): void {
  const best = [...logits.values()].map((values) => values.indexOf(Math.max(...values)));
  if (!best.includes(index)) throw new Error(`expected class ${best.join(' or ')} but received ${index}`);
}

function isClose(received: readonly number[], expected: Float32Array): boolean {
  const largest = Math.max(...expected.map(Math.abs));
  return expected.every((value, c) => Math.abs(received[c]! - value) <= TOLERANCE * largest);
}
