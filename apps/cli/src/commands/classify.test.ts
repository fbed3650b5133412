import { digits, toImage, writePng } from '@resnext/data';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { writeRandomWeights } from '../testing/weights.ts';

interface Entry {
  path: string;
  error?: string;
  predictions?: { index: number; label: string; score: number }[];
  logits?: number[];
}

let folder: string;
let images: string;
let weights: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  images = join(folder, 'images');
  await mkdir(images);
  const test = digits({ split: 'test' });
  for (const index of [0, 1]) await writePng(join(images, `${index}.png`), toImage(test.get(index)));
  await writeFile(join(images, 'text.jpg'), 'This is a text.');
  weights = ['--weights', await writeRandomWeights(folder)];
});

async function classifyJson(...argv: string[]): Promise<Entry[]> {
  const { exitCode, stdout, stderr } = await runCli(['classify', ...argv, ...weights, '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout) as Entry[];
}

describe('classify', () => {
  it('names the classes of images and of folders, the likeliest first', async () => {
    const [whole, single] = [
      await classifyJson(images),
      await classifyJson(join(images, '0.png'), '--top', '10'),
    ];
    expect(whole.map(({ path }) => path)).toEqual(
      ['0.png', '1.png', 'text.jpg'].map((name) => join(images, name)),
    );
    const scores = single[0]!.predictions!.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
    expect(single[0]!.predictions!.slice(0, 5)).toEqual(whole[0]!.predictions);
    for (const { index, label } of single[0]!.predictions!) expect(label).toBe(String(index));
  });

  it('gives an entry with an error to a file that is no image', async () => {
    const [, , text] = await classifyJson(images);
    expect(text).toEqual({
      path: join(images, 'text.jpg'),
      error: expect.stringContaining('expected a JPEG'),
    });
    const missing = join(folder, 'missing.png');
    expect((await classifyJson(missing, images))[0]).toEqual({
      path: missing,
      error: expect.stringContaining(missing),
    });
  });

  it('gives logits only when asked', async () => {
    const image = join(images, '0.png');
    const [without, withLogits] = [await classifyJson(image), await classifyJson(image, '--logits')];
    expect(without[0]).not.toHaveProperty('logits');
    const { logits, predictions } = withLogits[0]!;
    expect(logits).toHaveLength(10);
    expect(logits!.indexOf(Math.max(...logits!))).toBe(predictions![0]!.index);
  });

  it('takes other labels from a file', async () => {
    const labels = join(folder, 'labels.txt');
    await writeFile(labels, 'zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n');
    const [{ predictions } = { predictions: [] }] = await classifyJson(
      join(images, '0.png'),
      '--labels',
      labels,
    );
    expect(predictions![0]!.label).toMatch(/^[a-z]+$/);
  });

  it('shows a table to people, and what it could not read', async () => {
    const { exitCode, stdout, stderr } = await runCli(['classify', images, ...weights, '--top', '1']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^image +class +score$/m);
    expect(stdout).toMatch(/0\.png +\d +\d+\.\d\d %$/m);
    expect(stderr).toMatch(/^note: .*text\.jpg/);
  });

  it('ends with exit code 2 when no file is an image', async () => {
    const text = join(images, 'text.jpg');
    for (const paths of [[text], [text, join(folder, 'missing.png')]]) {
      const { exitCode, stdout, stderr } = await runCli(['classify', ...paths, ...weights]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(/^resnext: expected a JPEG[^\n]+\n$/);
    }
    const json = await runCli(['classify', text, ...weights, '--json']);
    expect(json.exitCode).toBe(2);
    expect(JSON.parse(json.stdout)).toEqual([{ path: text, error: expect.any(String) }]);
  });

  it('refuses a folder without images and labels that do not fit', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    expect(await runCli(['classify', empty, ...weights])).toMatchObject({
      exitCode: 2,
      stderr: `resnext: expected images in ${empty} but found none\n`,
    });
    const labels = join(folder, 'few.txt');
    await writeFile(labels, 'zero\none\n');
    expect(await runCli(['classify', images, ...weights, '--labels', labels])).toMatchObject({
      exitCode: 2,
      stderr: `resnext: expected 10 lines, the classes of resnext11_digits, in ${labels} but received 2\n`,
    });
    expect(
      await runCli(['classify', images, ...weights, '--labels', join(folder, 'none.txt')]),
    ).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('ENOENT'),
    });
  });

  it('stops when it is interrupted', async () => {
    expect(await runCli(['classify', images, ...weights], { signal: AbortSignal.abort() })).toEqual({
      exitCode: 130,
      stdout: '',
      stderr: 'resnext: interrupted\n',
    });
  });
});
