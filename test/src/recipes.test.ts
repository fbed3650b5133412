import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRow, resolveRow } from '@resnext/zoo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { resnext } from './support/command.ts';
import { writeCifar10, writeImageNet } from './support/smallDatasets.ts';

/* Each recipe of the repository, from its file to the weights, on a few images. */

const folder = fileURLToPath(new URL('../../recipes/', import.meta.url));

let out: string;
let data: Readonly<Record<string, string[]>>;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'resnext-recipes-'));
  data = {
    imagenet: ['--data', await writeImageNet(join(out, 'imagenet'))],
    cifar10: ['--data', await writeCifar10(join(out, 'cifar10'))],
    digits: [],
  };
});
afterAll(() => rm(out, { recursive: true, force: true }));

/** What each says, apart from what all have in common; the rates and epochs are the authors' (docs/from-torch.md). */
const imagenet = { dataset: 'imagenet', epochs: 100, batchSize: 256, learningRate: 0.1, weightDecay: 1e-4 };
const cifar = { dataset: 'cifar10', epochs: 300, batchSize: 128, learningRate: 0.1, weightDecay: 5e-4 };
const recipes: Readonly<Record<string, object>> = {
  'imagenet-resnext50-32x4d': { ...imagenet, schedule: 'imagenet', normDecay: true },
  'imagenet-resnext101-32x4d': { ...imagenet, schedule: 'imagenet', normDecay: true },
  'imagenet-resnext101-64x4d': { ...imagenet, schedule: 'imagenet', normDecay: true },
  'imagenet-modern': {
    dataset: 'imagenet',
    schedule: 'cosine',
    mixup: 0.2,
    cutmix: 1,
    zeroInitialiseLast: true,
  },
  'cifar10-resnext29-8x64d': { ...cifar, schedule: 'cifar', normDecay: true, recompute: true },
  'cifar10-resnext29-16x64d': { ...cifar, schedule: 'cifar', normDecay: true, recompute: true },
  digits: { dataset: 'digits', schedule: 'cosine', labelSmoothing: 0.1 },
};

/** Networks in whose place a small one is trained, since a checkpoint of theirs is up to a gigabyte. */
const large: Readonly<Record<string, { model: string; instead: readonly string[] }>> = {
  'imagenet-resnext101-32x4d': {
    model: 'resnext101_32x4d',
    instead: ['--stem', 'imagenet', '--depth', '26', '--cardinality', '32', '--base-width', '4'],
  },
  'imagenet-resnext101-64x4d': {
    model: 'resnext101_64x4d',
    instead: ['--stem', 'imagenet', '--depth', '26', '--cardinality', '64', '--base-width', '4'],
  },
  'cifar10-resnext29-8x64d': {
    model: 'resnext29_8x64d_cifar',
    instead: ['--stem', 'cifar', '--depth', '11', '--cardinality', '8', '--base-width', '16'],
  },
  'cifar10-resnext29-16x64d': {
    model: 'resnext29_16x64d_cifar',
    instead: ['--stem', 'cifar', '--depth', '11', '--cardinality', '16', '--base-width', '8'],
  },
};

const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));

test('no recipe is left out here', () => {
  expect(files.map((name) => name.replace('.yaml', '')).sort()).toEqual(Object.keys(recipes).sort());
});

test.each(Object.entries(large))('%s names the network that it is for', async (name, { model }) => {
  const recipe = parse(await readFile(join(folder, `${name}.yaml`), 'utf8')) as { model: string };
  expect(recipe.model).toBe(model);
  expect(resolveRow(recipe.model).name).toBe(model);
});

const datasetOf = (name: string): string => name.split('-')[0]!;

interface DryRun {
  readonly recipe: { readonly model: { readonly name: string } };
  readonly learningRate: number;
}

async function dryRun(name: string, ...argv: readonly string[]): Promise<DryRun> {
  const where = [...data[datasetOf(name)]!, '--recipe', join(folder, `${name}.yaml`)];
  const { stdout, stderr, exitCode } = await resnext('train', ...where, '--dry-run', '--json', ...argv);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout) as DryRun;
}

describe.each(Object.keys(recipes))('%s', (name) => {
  test('trains a step, validates, and leaves weights', async () => {
    const run = join(out, name);
    const { exitCode, stdout, stderr } = await resnext(
      ...['train', '--recipe', join(folder, `${name}.yaml`), ...data[datasetOf(name)]!, '--out', run],
      ...(large[name]?.instead ?? []),
      ...['--batch-size', '2', '--micro-batch', '2', '--workers', '1', '--seed', '1', '--json'],
      ...['--limit-train-batches', '1', '--limit-val-batches', '1', '--epochs', '1', '--warmup-epochs', '0'],
    );
    // On a slow machine there is a line every now and then.
    expect({ exitCode, stderr: stderr.replace(/^epoch .*\n/gm, '') }).toEqual({ exitCode: 0, stderr: '' });
    const [epoch, end] = stdout.split('\n').map((line) => (line ? (JSON.parse(line) as object) : undefined));
    expect(epoch).toMatchObject({ epoch: 1, train: { loss: expect.any(Number) }, best: { epoch: 1 } });
    expect(end).toMatchObject({ done: true, out: run });
    const { configuration } = JSON.parse(await readFile(join(run, 'train.json'), 'utf8')) as {
      configuration: object;
    };
    const { epochs: _, batchSize: __, ...lasting } = recipes[name] as Record<string, unknown>;
    expect(configuration).toMatchObject(lasting);
    expect((await readRow(join(run, 'last.safetensors'))).classes).toBe(
      datasetOf(name) === 'imagenet' ? 2 : 10,
    );
    await rm(run, { recursive: true });
  }, 300_000);
});

test('the authors’ batches and rates, on 8, 4 and 2 devices', async () => {
  // A small network, since a dry run takes a few steps to see how long they are.
  const small = ['--stem', 'cifar', '--depth', '11', '--cardinality', '1', '--base-width', '4'];
  const rates = [];
  for (const batch of [[], ['--batch-size', '64'], ['--batch-size', '32']]) {
    rates.push((await dryRun('cifar10-resnext29-16x64d', ...small, ...batch)).learningRate);
  }
  expect(rates).toEqual([0.1, 0.05, 0.025]);
}, 300_000);
