import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
});

const small = ['--model', 'resnext11_digits', '--batch-size', '256'];
const onDigits = ['train', '--dataset', 'digits'];

describe('train', () => {
  it('writes a line of JSON for each epoch and one at the end, and its files', async () => {
    const out = join(folder, 'json');
    const { exitCode, stdout, stderr } = await runCli([
      ...[...onDigits, '--model', 'resnext11_digits', '--out', out, '--epochs', '1'],
      ...['--batch-size', '256', '--lr', '0.05', '--seed', '3', '--json'],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [epoch, end, ...rest] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(rest).toEqual([]);
    const scores = { loss: expect.any(Number), top1: expect.any(Number), top5: expect.any(Number) };
    const best = { epoch: 1, top1: expect.any(Number) };
    expect(epoch).toMatchObject({
      epoch: 1,
      epochs: 1,
      learningRate: 0.05,
      train: scores,
      test: scores,
      best,
    });
    expect(end).toEqual({ done: true, best, epochs: 1, seconds: expect.any(Number), out });
    expect(await readdir(out)).toEqual([
      'best.safetensors',
      'checkpoint.safetensors',
      'curves.svg',
      'last.safetensors',
      'metrics.csv',
      'train.json',
    ]);
    const { configuration } = JSON.parse(await readFile(join(out, 'train.json'), 'utf8')) as {
      configuration: object;
    };
    expect(configuration).toMatchObject({
      dataset: 'digits',
      batchSize: 256,
      learningRate: 0.05,
      seed: 3,
      augment: true,
    });
  });

  it('shows a table to people, and goes on where it stopped as if it had not', async () => {
    const [whole, halves] = [join(folder, 'whole'), join(folder, 'halves')];
    const recipe = [...onDigits, ...small, '--epochs', '2', '--schedule', 'constant', '--no-augment'];
    const uninterrupted = await runCli([...recipe, '--out', whole]);
    expect(uninterrupted).toMatchObject({ exitCode: 0, stderr: '' });
    const row = /^ +2\/2 +0\.100 +[\d.]+ +[\d.]+ % \(error [\d.]+ %\).+$/m;
    expect(uninterrupted.stdout).toMatch(/^ +epoch +learning rate +train loss +train top-1/);
    expect(uninterrupted.stdout).toMatch(row);
    expect(uninterrupted.stdout).toMatch(/^Best test top-1: [\d.]+ % \(error [\d.]+ %\) in epoch \d\. .+$/m);

    const stop = new AbortController();
    const stopped = await runCli([...recipe, '--out', halves], {
      signal: stop.signal,
      onStdout: (text) => text.includes('1/2') && stop.abort(),
    });
    expect(stopped).toMatchObject({
      exitCode: 130,
      stderr: expect.stringMatching(
        new RegExp(
          `^resnext: interrupted in epoch 2[^\\n]+; go on with: resnext train --resume ${halves}\\n$`,
        ),
      ),
    });
    const resumed = await runCli(['train', '--resume', halves]);
    expect(resumed).toMatchObject({ exitCode: 0, stderr: '' });
    const withoutTimes = (text: string) => row.exec(text)![0].replace(/(\s+\d+s)+$/, '');
    expect(withoutTimes(resumed.stdout)).toBe(withoutTimes(uninterrupted.stdout));
    for (const name of ['last.safetensors', 'best.safetensors']) {
      expect((await readFile(join(halves, name))).equals(await readFile(join(whole, name)))).toBe(true);
    }

    const nothingLeft = await runCli(['train', '--resume', halves, '--json']);
    expect(nothingLeft.exitCode).toBe(0);
    expect(JSON.parse(nothingLeft.stdout)).toMatchObject({ done: true, epochs: 2 });
  });

  it('keeps the training that is in a folder, unless it is told to overwrite it', async () => {
    const out = join(folder, 'whole');
    const before = await readFile(join(out, 'train.json'), 'utf8');
    const again = [...onDigits, ...small, '--epochs', '1', '--out', out];
    expect(await runCli(again)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('holds one') });
    expect(await readFile(join(out, 'train.json'), 'utf8')).toBe(before);
    expect(await runCli([...again, '--overwrite'])).toMatchObject({ exitCode: 0 });
  });

  it('ends with one line when the loss is no number any more, and leaves no file', async () => {
    const out = join(folder, 'nan');
    const { exitCode, stderr } = await runCli([...onDigits, ...small, '--lr', '1e30', '--out', out]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^resnext: expected a finite loss but epoch 1, step \d+ gave [^\n]+\n$/);
    expect(await readdir(out)).toEqual([]);
  });

  it('ends at once, and says so, when it is interrupted before anything is done', async () => {
    const out = join(folder, 'early');
    const { exitCode, stderr } = await runCli([...onDigits, ...small, '--out', out], {
      signal: AbortSignal.abort(),
    });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 130,
      stderr: 'resnext: interrupted in epoch 1; no epoch was finished\n',
    });
    expect(await readdir(out)).toEqual([]);
  });

  it.each([
    [['train', '--dataset', 'mnist'], "expected one of digits for --dataset but received 'mnist'"],
    [['train', '--out', 'x'], 'expected one of digits for --dataset but received none'],
    [[...onDigits, '--model', 'resnext11_digits'], 'expected a folder for --out'],
    [[...onDigits, '--out', 'x'], 'expected a model, by its name'],
    [[...onDigits, '--out', 'x', '--model', 'resnext12'], "for the model but received 'resnext12'"],
    [[...onDigits, '--out', 'x', '--depth', '30'], 'a depth of 9n + 2'],
    [[...onDigits, '--out', 'x', '--model', 'resnext29_8x64d_cifar'], 'and 1 channels, as digits/train has'],
    [
      [...onDigits, '--out', 'x', '--lr', 'fast'],
      "expected a number of at least 0 for --lr but received 'fast'",
    ],
    [
      ['train', '--resume', 'x', '--epochs', '3', '--no-augment'],
      'but received --epochs, --no-augment as well',
    ],
    [['train', '--resume', '/no/such/folder'], "expected a run's train.json"],
  ])('%j is one clear line and exit code 2', async (argv, message) => {
    const { exitCode, stdout, stderr } = await runCli(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^resnext: [^\n]+\n$/);
    await expect(readdir('x')).rejects.toThrow('ENOENT');
  });

  it('refuses to resume what was damaged', async () => {
    const damaged = join(folder, 'damaged');
    await cp(join(folder, 'halves'), damaged, { recursive: true });
    const file = join(damaged, 'train.json');
    const run = JSON.parse(await readFile(file, 'utf8')) as { configuration: { schedule: string } };
    run.configuration.schedule = 'someday';
    await writeFile(file, JSON.stringify(run));
    expect(await runCli(['train', '--resume', damaged])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`expected a recipe in ${file} but schedule is wrong`),
    });
    await cp(join(folder, 'halves', 'train.json'), file);
    await writeFile(join(damaged, 'checkpoint.safetensors'), 'no checkpoint');
    expect(await runCli(['train', '--resume', damaged])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^resnext: expected in [^\n]+\n$/),
    });
  });
});
