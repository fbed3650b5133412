import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digits, toImage, writePng } from '@resnext/data';
import { openSafetensors } from '@resnext/zoo';
import { beforeAll, expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { writeRandomWeights } from '../testing/weights.ts';

let folder: string;
let images: string;
let weights: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  images = join(folder, 'images');
  await mkdir(images);
  const test = digits({ split: 'test' });
  for (const index of [0, 1, 2]) await writePng(join(images, `${index}.png`), toImage(test.get(index)));
  weights = await writeRandomWeights(folder);
});

/** The rows of a .npy file, whose header is one line. */
async function readRows(path: string, dim: number): Promise<Float32Array[]> {
  const file = await readFile(path);
  const begin = file.indexOf('\n') + 1;
  expect(file.subarray(0, begin).toString('latin1')).toContain(`'shape': (3, ${dim})`);
  const numbers = new Float32Array(Uint8Array.from(file.subarray(begin)).buffer);
  expect(numbers).toHaveLength(3 * dim);
  return [0, 1, 2].map((row) => numbers.subarray(row * dim, (row + 1) * dim));
}

it('writes what the classifier sees of each image: with its weights and bias, the logits', async () => {
  const out = join(folder, 'features.npy');
  const run = await runCli(['features', images, '--weights', weights, '--out', out, '--json']);
  expect({ ...run, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  const { images: count, dim } = JSON.parse(run.stdout) as { images: number; dim: number };
  expect(count).toBe(3);

  const file = await openSafetensors(weights);
  const [matrix, bias] = [
    await file.tensors.get('fc.weight')!.read(),
    await file.tensors.get('fc.bias')!.read(),
  ];
  await file.close();
  const classified = await runCli(['classify', images, '--weights', weights, '--logits', '--json']);
  const answers = JSON.parse(classified.stdout) as { logits: number[] }[];
  for (const [image, features] of (await readRows(out, dim)).entries()) {
    const { logits } = answers[image]!;
    logits.forEach((logit, label) => {
      const row = matrix.subarray(label * dim, (label + 1) * dim);
      const sum = row.reduce((total, weight, index) => total + weight * features[index]!, bias[label]!);
      expect(sum).toBeCloseTo(logit, 4);
    });
  }
});

it('tells people what it wrote', async () => {
  const out = join(folder, 'again.npy');
  const { stdout } = await runCli(['features', images, '--weights', weights, '--out', out]);
  expect(stdout).toMatch(/again\.npy: 3 images, \d+ features each\n$/);
});

it('leaves nothing when a file is no image', async () => {
  await writeFile(join(folder, 'text.jpg'), 'This is a text.');
  const out = join(folder, 'none.npy');
  const argv = ['features', images, join(folder, 'text.jpg'), '--weights', weights, '--out', out];
  const { exitCode, stdout, stderr } = await runCli(argv);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^resnext: expected a JPEG.*text\.jpg[^\n]*\n$/);
  expect((await readdir(folder)).filter((name) => name.startsWith('none'))).toEqual([]);
});
