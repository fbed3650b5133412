import { fileURLToPath } from 'node:url';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { openSafetensors } from '@resnext/zoo';
import { expect } from 'vitest';

/** One tensor as PyTorch wrote it. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a script of `tools/golden` wrote: tensors by name, and the script's settings. */
export interface Golden<Settings> {
  readonly settings: Settings;
  readonly tensors: ReadonlyMap<string, GoldenTensor>;
  get(name: string): GoldenTensor;
}

/** The small files, which are committed. */
export const goldenFolder = fileURLToPath(new URL('../../golden/', import.meta.url));

export async function readGolden<Settings>(path: string): Promise<Golden<Settings>> {
  const file = await openSafetensors(path);
  try {
    const tensors = new Map<string, GoldenTensor>();
    for (const [name, entry] of file.tensors)
      tensors.set(name, { shape: entry.shape, values: await entry.read() });
    return {
      settings: JSON.parse(file.metadata.get('golden') ?? '{}') as Settings,
      tensors,
      get(name) {
        const found = tensors.get(name);
        if (!found) throw new Error(`no ${name} in ${path}`);
        return found;
      },
    };
  } finally {
    await file.close();
  }
}

/** PyTorch's layout to the one of tensors, or back: which axis comes from where. */
const layouts = {
  'NCHW to NHWC': [0, 2, 3, 1],
  'NHWC to NCHW': [0, 3, 1, 2],
  'OIHW to HWIO': [2, 3, 1, 0],
  'HWIO to OIHW': [3, 2, 0, 1],
} as const;

export function permute({ shape, values }: GoldenTensor, layout: keyof typeof layouts): GoldenTensor {
  const axes = layouts[layout];
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const to = axes.map((axis) => shape[axis]!);
  const moved = new Float32Array(values.length);
  let at = 0;
  for (let a = 0; a < to[0]!; a++)
    for (let b = 0; b < to[1]!; b++)
      for (let c = 0; c < to[2]!; c++)
        for (let d = 0; d < to[3]!; d++) {
          const from = [a, b, c, d].reduce((sum, index, i) => sum + index * strides[axes[i]!]!, 0);
          moved[at++] = values[from]!;
        }
  return { shape: to, values: moved };
}

export function toTensor<T extends Tensor>({ shape, values }: GoldenTensor): T {
  return tensor(values, [...shape]) as T;
}

/** The largest difference, as a share of the largest expected magnitude. */
export function relativeError(received: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(received.length).toBe(expected.length);
  let largest = 0;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!));
    const difference = Math.abs(received[i]! - expected[i]!);
    // Not Math.max: a NaN must not pass.
    if (!(difference <= worst)) worst = difference;
  }
  return largest === 0 ? worst : worst / largest;
}

export function expectWithin(
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(relativeError(received, expected)).toBeLessThanOrEqual(tolerance);
}
