import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel } from '@resnext/zoo';
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
      'checkpoints',
      'curves.svg',
      'events',
      'last.safetensors',
      'metrics.csv',
      'report.html',
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

  it('ends with one line when the loss is no number any more, and leaves no weights', async () => {
    const out = join(folder, 'nan');
    const { exitCode, stderr } = await runCli([...onDigits, ...small, '--lr', '1e30', '--out', out]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^resnext: expected a finite loss but epoch 1, step \d+ gave [^\n]+\n$/);
    expect(await readdir(out)).toEqual(['events', 'train.json']);
  });

  it('ends at once, and says so, when it is interrupted before anything is done', async () => {
    const out = join(folder, 'early');
    const { exitCode, stderr } = await runCli([...onDigits, ...small, '--out', out], {
      signal: AbortSignal.abort(),
    });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 130,
      stderr:
        'resnext: interrupted in epoch 1; no checkpoint is kept yet; ' +
        `go on with: resnext train --resume ${out}\n`,
    });
    expect(await readdir(out)).toEqual(['events', 'train.json']);
  });

  it.each([
    [
      ['train', '--dataset', 'mnist'],
      "expected one of digits, cifar10, cifar100, imagenet, folder, webdataset for --dataset but received 'mnist'",
    ],
    [
      ['train', '--out', 'x'],
      'expected one of digits, cifar10, cifar100, imagenet, folder, webdataset for --dataset but received none',
    ],
    [[...onDigits, '--model', 'resnext11_digits'], 'expected a folder for --out'],
    [[...onDigits, '--out', 'x'], 'expected a model, by its name'],
    [[...onDigits, '--out', 'x', '--model', 'resnext12'], "for the model but received 'resnext12'"],
    [[...onDigits, '--out', 'x', '--depth', '30'], 'a depth of 9n + 2'],
    [[...onDigits, ...small, '--out', 'x', '--set', 'epoch=3'], "in --set but received 'epoch'"],
    [[...onDigits, ...small, '--out', 'x', '--set', 'epochs=[1'], 'expected YAML in --set epochs=[1 but'],
    [[...onDigits, ...small, '--out', 'x', '--set', 'epochs'], "key=value for --set but received 'epochs'"],
    [[...onDigits, ...small, '--out', 'x', '--set', 'epochs=few'], 'but epochs is wrong'],
    [
      [...onDigits, ...small, '--out', 'x', '--micro-batch', '100'],
      'but microBatch is wrong: expected a divisor',
    ],
    [
      [...onDigits, ...small, '--out', 'x', '--precision', 'half'],
      "single for --precision but received 'half'",
    ],
    [[...onDigits, ...small, '--out', 'x', '--lr-group', 'fc.*'], "for --lr-group but received 'fc.*'"],
    [
      [...onDigits, ...small, '--out', 'x', '--reset-classifier'],
      'expected --weights with --reset-classifier',
    ],
    [[...onDigits, ...small, '--out', 'x', '--freeze', 'layer9.*'], "'layer9.*', which matches none"],
    [['train', '--out', 'x', '--recipe', '/no/such/recipe.yaml'], 'no such file'],
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
    const checkpoint = (await readdir(join(damaged, 'checkpoints'))).at(-1)!;
    await writeFile(join(damaged, 'checkpoints', checkpoint), 'no checkpoint');
    expect(await runCli(['train', '--resume', damaged])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^resnext: expected in [^\n]+\n$/),
    });
  });

  it('takes a recipe from a file, changed by --set, changed by flags', async () => {
    const file = join(folder, 'recipe.yaml');
    await writeFile(
      file,
      [
        'dataset: digits',
        'model: resnext11_digits',
        'epochs: 9',
        'batchSize: 128',
        'learningRate: 0.2',
        'seed: 5',
      ].join('\n'),
    );
    const argv = [
      'train',
      '--recipe',
      file,
      '--set',
      'epochs=8',
      '--set',
      'milestones=[3, 6]',
      '--lr-base',
      '64',
    ];
    const { exitCode, stdout } = await runCli([...argv, '--batch-size', '32', '--dry-run', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      recipe: {
        epochs: 8,
        batchSize: 32,
        milestones: [3, 6],
        seed: 5,
        learningRate: 0.2,
        schedule: 'cosine',
      },
      learningRate: 0.1,
      params: 85_018,
      images: { training: 1438, validation: 359 },
      memoryBytes: expect.any(Number),
      secondsAnEpoch: expect.any(Number),
    });
    await writeFile(file, '- a\n- list');
    expect(await runCli([...argv, '--dry-run'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected names and values in'),
    });
    await writeFile(file, 'a: &a [1]\nb: *a');
    expect(await runCli([...argv, '--dry-run'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected YAML in'),
    });
  });

  it('says what it would train, and stops', async () => {
    const out = join(folder, 'dry');
    const { exitCode, stdout } = await runCli([...onDigits, ...small, '--dry-run', '--out', out]);
    expect(exitCode).toBe(0);
    for (const line of [
      /^batchSize +256$/m,
      /^parameters +85,018$/m,
      /^multiply-adds for an image +[\d,]+$/m,
      /^training and validation images +1,438, 359$/m,
      /^memory, about +\d\.\d GiB$/m,
      /^time of an epoch, about +\d+s$/m,
    ]) {
      expect(stdout).toMatch(line);
    }
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });

  it('trains in micro-batches with everything that a recipe can ask for, and a limit', async () => {
    const out = join(folder, 'everything');
    const { exitCode, stderr, stdout } = await runCli([
      ...[
        ...onDigits,
        '--model',
        'resnext11_digits',
        '--batch-size',
        '64',
        '--micro-batch',
        '32',
        '--out',
        out,
      ],
      ...[
        '--epochs',
        '2',
        '--warmup-epochs',
        '1',
        '--schedule',
        'multistep',
        '--milestones',
        '1',
        '--gamma',
        '0.5',
      ],
      ...[
        '--ema',
        '0.9',
        '--clip-norm',
        '1',
        '--no-bn-decay',
        '--no-nesterov',
        '--zero-init-last',
        '--recompute',
      ],
      ...['--limit-train-batches', '4', '--limit-val-batches', '1', '--lr-group', 'fc.*=2', '--json'],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [first, second] = stdout
      .split('\n')
      .map((line) => (line ? (JSON.parse(line) as object) : undefined));
    expect(first).toMatchObject({ epoch: 1, learningRate: 0 });
    expect(second).toMatchObject({ epoch: 2, learningRate: 0.1, imagesPerSecond: expect.any(Number) });
    expect(await readdir(join(out, 'checkpoints'))).toContain('step-00000004.safetensors');
  });

  it('fine-tunes: other weights, a new classifier, frozen stages', async () => {
    const out = join(folder, 'tuned');
    const weights = join(folder, 'halves', 'best.safetensors');
    const argv = [
      ...onDigits,
      '--weights',
      weights,
      '--reset-classifier',
      '--freeze',
      'conv1.*',
      '--freeze',
      'layer1.*',
    ];
    const ran = await runCli([...argv, '--epochs', '1', '--limit-train-batches', '2', '--out', out]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const read = async (path: string) => (await loadModel(path)).stateDict();
    const [before, after] = [await read(weights), await read(join(out, 'last.safetensors'))];
    const same = async (name: string) =>
      expect([...(await before.get(name)!.read())]).toEqual([...(await after.get(name)!.read())]);
    await same('layer1.0.conv2.weight');
    await same('layer1.0.bn2.running_mean');
    await expect(same('layer2.0.conv2.weight')).rejects.toThrow();
    await expect(same('fc.weight')).rejects.toThrow();
  });
});
