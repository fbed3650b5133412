import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { colouredPng, testClasses, writeImageFolder } from './testing/imageFolder.ts';
import { runCli } from './testing/runCli.ts';
import { temporaryFolder } from './testing/temporaryFolder.ts';

/** Options of a network that is small enough for a test. */
const TINY = ['--stem', 'cifar', '--depth', '11', '--cardinality', '2', '--base-width', '2'];
const SHORT = ['--epochs', '1', '--batch-size', '4', '--lr', '0.01', '--workers', '0', '--json'];

let folder: string;
let images: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  images = join(folder, 'images');
  await writeImageFolder(images, { train: 4, val: 3 });
});

async function succeed(...argv: string[]): Promise<{ last: Record<string, unknown>; stderr: string }> {
  const { exitCode, stdout, stderr } = await runCli(argv);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return { last: JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>, stderr };
}

describe('a folder of images', () => {
  it('trains a network that knows its classes, and judges it, with workers or without', async () => {
    const out = join(folder, 'run');
    const source = ['--dataset', 'folder', '--data', images, '--cache', join(folder, 'cache')];
    await succeed('train', ...source, ...TINY, ...SHORT, '--out', out);
    expect(await readdir(join(folder, 'cache'))).toHaveLength(2);
    const run = JSON.parse(await readFile(join(out, 'train.json'), 'utf8')) as {
      configuration: object;
    };
    expect(run.configuration).toMatchObject({
      data: images,
      cache: join(folder, 'cache'),
      model: { classes: 2, classNames: testClasses },
    });
    const weights = ['--weights', join(out, 'last.safetensors'), '--json'];
    const reports = [];
    for (const workers of ['0', '1']) {
      const { last } = await succeed('eval', ...source, ...weights, '--workers', workers);
      reports.push([last['samples'], last['top1'], last['loss']]);
    }
    expect(reports[0]).toEqual([6, expect.any(Number), expect.any(Number)]);
    expect(reports[1]).toEqual(reports[0]);

    await succeed('train', '--resume', out, '--json', '--workers', '0');
  });

  it('says which images were left out, and fails on them unless told otherwise', async () => {
    const broken = join(folder, 'broken');
    await writeImageFolder(broken, { train: 3, val: 3 });
    const bad = join(broken, 'train', 'red', '001.png');
    await writeFile(bad, '');
    const train = ['train', '--dataset', 'folder', '--data', broken, ...TINY, ...SHORT];
    const out = join(folder, 'failed');
    expect(await runCli([...train, '--out', out])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`for ${bad} but received no bytes at all`),
    });
    const skipping = join(folder, 'skipped');
    const { stderr } = await succeed(...train, '--on-bad-image', 'skip', '--out', skipping);
    expect(stderr).toMatch(/^note: 1 bad images were left out:\n {2}[^\n]+001\.png[^\n]+\n$/);

    const worse = join(broken, 'val', 'red', '001.png');
    await writeFile(worse, '');
    const judge = [
      'eval',
      '--workers',
      '0',
      '--dataset',
      'folder',
      '--data',
      broken,
      '--weights',
      join(skipping, 'last.safetensors'),
    ];
    const { last } = await succeed(...judge, '--on-bad-image', 'skip', '--json');
    expect(last).toMatchObject({ samples: 5, skipped: [{ name: worse }] });
    expect((await runCli([...judge, '--on-bad-image', 'skip'])).stdout).toMatch(/^images left out +1$/m);
    expect(await runCli(judge)).toMatchObject({ exitCode: 2 });
  });

  it('numbers classes as the model does, whichever of them are there', async () => {
    const out = join(folder, 'three');
    const three = join(folder, 'three-classes');
    await writeImageFolder(three, { train: 2, val: 2 });
    await mkdir(join(three, 'train', 'green'));
    await writeFile(join(three, 'train', 'green', '0.png'), await colouredPng(0, 1));
    await succeed('train', '--dataset', 'folder', '--data', three, ...TINY, ...SHORT, '--out', out);
    const judge = (data: string) =>
      runCli([
        'eval',
        '--dataset',
        'folder',
        '--data',
        data,
        '--weights',
        join(out, 'last.safetensors'),
        '--workers',
        '0',
        '--json',
      ]);
    // Its val has blue and red alone, which are 0 and 2 of three.
    const whole = await judge(three);
    const part = await judge(join(three, 'val'));
    const figures = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { loss: number }).loss;
    expect(figures(part)).toBe(figures(whole));
    await rename(join(three, 'val', 'red'), join(three, 'val', 'purple'));
    expect(await judge(join(three, 'val'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('known classes (blue, green, red) for'),
    });
  });

  it('says what is missing', async () => {
    const half = join(folder, 'half');
    await writeImageFolder(half, { train: 1, val: 1 });
    await rm(join(half, 'val'), { recursive: true });
    const train = (data: string) =>
      runCli(['train', '--dataset', 'folder', '--data', data, ...TINY, '--out', join(folder, 'none')]);
    expect(await train(half)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected images to judge on in --data but received none'),
    });
    expect(await train('/nowhere')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected a folder for --data but there is none at /nowhere'),
    });
  });
});

describe('shards', () => {
  it('train a network and judge it, from a folder or by their urls', async () => {
    const shards = join(folder, 'shards');
    await mkdir(shards);
    for (const [name, samples] of [
      ['train-0', 5],
      ['train-1', 4],
      ['val-0', 3],
    ] as const) {
      const unpacked = join(folder, name);
      await mkdir(unpacked);
      for (let i = 0; i < samples; i++) {
        await writeFile(join(unpacked, `${i}.png`), await colouredPng(i % 2, i));
        await writeFile(join(unpacked, `${i}.cls`), String(i % 2));
      }
      execFileSync('tar', ['-cf', join(shards, `${name}.tar`), '--sort=name', '-C', unpacked, '.']);
    }
    await writeFile(join(shards, 'classes.txt'), `${testClasses.join('\n')}\n`);
    const out = join(folder, 'shard-run');
    await succeed('train', '--dataset', 'webdataset', '--data', shards, ...TINY, ...SHORT, '--out', out);
    const weights = ['--weights', join(out, 'last.safetensors'), '--json'];
    const reports = [];
    for (const data of [shards, join(shards, 'val-{0..0}.tar'), join(shards, 'val-*.tar')]) {
      const { last } = await succeed(
        'eval',
        '--dataset',
        'webdataset',
        '--data',
        data,
        '--workers',
        '0',
        ...weights,
      );
      reports.push([last['samples'], last['loss']]);
    }
    expect(reports).toEqual(Array(3).fill([3, expect.any(Number)]));
    expect(new Set(reports.map(String)).size).toBe(1);
    expect((await runCli(['data', 'check', shards])).stdout).toMatch(/^webdataset\/train +9 .* png 9$/m);
  });
});
