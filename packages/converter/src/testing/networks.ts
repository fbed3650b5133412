import { join } from 'node:path';
import { tensor4d, tidy, type Tensor4D } from '@tensorflow/tfjs-core';
import { modelOf, openSafetensors, prepareBatch } from '@resnext/zoo';
import type { ResolvedModel } from '../resolveModel.ts';
import { assets } from './seeds.ts';

/** A network in a file that others wrote, an input [N, H, W, C] and what others compute of it. */
export interface Network {
  readonly path: string;
  readonly input: { readonly values: Float32Array; readonly shape: [number, number, number, number] };
  readonly logits: Float32Array;
  /** Whether the input is an image of 0 to 255, for networks that normalise it themselves. */
  readonly raw: boolean;
}

export const networks = join(assets, 'networks');

/** What `tools/golden/formats/make.py` wrote: all of its files, as far as they are here. */
export async function networkNames(): Promise<string[]> {
  const golden = await openSafetensors(join(networks, 'formats.golden.safetensors'));
  await golden.close();
  return [...golden.tensors.keys()].flatMap((key) =>
    key.startsWith('logits.') ? [key.slice('logits.'.length)] : [],
  );
}

export async function network(name: string): Promise<Network> {
  const golden = await openSafetensors(join(networks, 'formats.golden.safetensors'));
  try {
    const inputs = JSON.parse(golden.metadata.get('golden')!) as Record<string, string>;
    const input = golden.tensors.get(inputs[name]!)!;
    const [batch, channels, height, width] = input.shape as [number, number, number, number];
    const planes = await input.read();
    const pixels = height * width;
    const values = Float32Array.from(planes, (_, i) => {
      const [image, within] = [Math.floor(i / (pixels * channels)), i % (pixels * channels)];
      return planes[(image * channels + (within % channels)) * pixels + Math.floor(within / channels)]!;
    });
    return {
      path: join(networks, name),
      input: { values, shape: [batch, height, width, channels] },
      logits: await golden.tensors.get(`logits.${name}`)!.read(),
      raw: Math.max(...planes.slice(0, 1000)) > 20,
    };
  } finally {
    await golden.close();
  }
}

/** What our network computes of an input with given weights. */
export async function logitsOf(
  { row, weights }: Pick<ResolvedModel, 'row' | 'weights'>,
  { input, raw }: Network,
): Promise<Float32Array> {
  const model = await modelOf(row, weights);
  try {
    return tidy(() => {
      const { values, shape } = input;
      const images: Tensor4D = raw
        ? prepareBatch({ images: values.map((value) => value / 255), shape }, row.preprocessing)
        : tensor4d(values, shape);
      return (model.forward(images).dataSync() as Float32Array).slice();
    });
  } finally {
    model.dispose();
  }
}

/** The largest difference, as a share of the largest expected number. */
export function relativeError(received: Float32Array, expected: Float32Array): number {
  if (received.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(received[i]! - expected[i]!);
    if (!(difference <= worst)) worst = difference;
  }
  return worst / expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
