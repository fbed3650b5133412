import { copyFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadImage } from '@resnext/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { colouredPng, writeImageFolder } from '../testing/imageFolder.ts';
import { runCli } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';

interface Preview {
  columns: number;
  width: number;
  samples: { index: number; label: number; class: string }[];
}

let folder: string;
let good: string;
let bad: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  good = join(folder, 'good');
  await writeImageFolder(good, { train: 3, val: 1 });
  bad = join(folder, 'bad');
  await writeImageFolder(bad, { train: 3, val: 2 });
  await copyFile(join(bad, 'train', 'red', '000.png'), join(bad, 'train', 'red', 'png.JPEG'));
  await writeFile(join(bad, 'train', 'red', 'empty.jpg'), '');
  await writeFile(join(bad, 'val', 'blue', 'cut.png'), (await colouredPng(0, 1)).subarray(0, 500));
});

describe('data check', () => {
  it('says what is in a folder', async () => {
    const { exitCode, stdout, stderr } = await runCli(['data', 'check', good]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^folder\/train +6 +0 +0\.0 +2 +png 6$/m);
    expect(stdout).toContain('\nfolder/test\n  images  1 in each class\n');
  });

  it('lists what is bad, and ends with exit code 1', async () => {
    const { exitCode, stdout, stderr } = await runCli(['data', 'check', bad]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'resnext: expected no bad images but found 2\n',
    });
    expect(stdout).toMatch(/^folder\/train +8 +1 .* png 7, \(1 named as another\)$/m);
    expect(stdout).toMatch(
      /^folder\/train\n {2}images {2}3 \(blue\) to 5 \(red\) in a class, median 3\n {2}width {3}\d\d to \d\d pixels, median \d\d$/m,
    );
    expect(stdout).toContain(`for ${join(bad, 'train', 'red', 'empty.jpg')} but received no bytes at all`);

    const json = await runCli(['data', 'check', bad, '--json']);
    const { dataset, splits } = JSON.parse(json.stdout) as {
      dataset: string;
      splits: { bad: { name: string }[] }[];
    };
    expect(dataset).toBe('folder');
    expect(splits.map((split) => split.bad.map(({ name }) => name))).toEqual([
      [join(bad, 'train', 'red', 'empty.jpg')],
      [join(bad, 'val', 'blue', 'cut.png')],
    ]);
  });

  it('checks folders of classes, and datasets that are carried', async () => {
    const single = await runCli(['data', 'check', join(good, 'train')]);
    expect(single.stdout).toMatch(/^folder\/test +6 /m);
    const digits = await runCli(['data', 'check', '--dataset', 'digits']);
    expect(digits.stdout).toMatch(/^digits\/train +1,438 +0 .* raw 1,438$/m);
  });

  it('recognises ImageNet', async () => {
    const imagenet = join(folder, 'imagenet');
    for (const split of ['train', 'val']) {
      await mkdir(join(imagenet, split, 'n01440764'), { recursive: true });
      await writeFile(join(imagenet, split, 'n01440764', '1.JPEG'), await colouredPng(0, 1));
    }
    const { stdout } = await runCli(['data', 'check', imagenet, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      dataset: 'imagenet',
      splits: [{ samples: 1 }, { samples: 1 }],
    });
  });

  it.each([
    [['data', 'check'], 'expected a folder for --data but received nothing'],
    [['data', 'check', '/nowhere'], "ENOENT: no such file or directory, scandir '/nowhere'"],
    [['data', 'check', '--dataset', 'imagenet', '--data', '/nowhere'], 'for /nowhere/train but received'],
    [
      ['data', 'check', '--dataset', 'webdataset', '--data', '/nowhere/{0..1}.tar'],
      '--num-classes, or classes.txt',
    ],
    [['data', 'sort'], "unknown command 'sort'"],
  ])('%j is one clear line and exit code 2', async (argv, message) => {
    const { exitCode, stdout, stderr } = await runCli(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^resnext: [^\n]+\n$/);
  });
});

describe('data preview', () => {
  it('draws augmented samples, the same for the same seed', async () => {
    const draw = async (...options: string[]) => {
      const out = join(folder, 'grid.png');
      const argv = ['data', 'preview', '--dataset', 'folder', '--data', good, '--out', out, '--size', '48'];
      const { exitCode, stdout, stderr } = await runCli([...argv, '--count', '4', '--json', ...options]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      return { preview: JSON.parse(stdout) as Preview, image: await loadImage(out) };
    };
    const { preview, image } = await draw();
    expect(preview).toMatchObject({ columns: 2, width: 204 });
    expect([image.height, image.width]).toEqual([204, 204]);
    for (const sample of preview.samples) expect(['blue', 'red'][sample.label]).toBe(sample.class);
    // The middle of each sample has the colour of its class.
    preview.samples.forEach(({ class: name }, index) => {
      const at = ((52 + 100 * Math.floor(index / 2)) * 204 + 52 + 100 * (index % 2)) * 3;
      expect(image.pixels[at]! > image.pixels[at + 2]!).toBe(name === 'red');
    });
    expect(await draw()).toEqual({ preview, image });
    expect((await draw('--seed', '7')).image).not.toEqual(image);
    expect((await draw('--no-augment')).image).not.toEqual(image);
  });

  it('tells people which classes they see', async () => {
    const out = join(folder, 'digits.png');
    const { stdout } = await runCli([
      'data',
      'preview',
      '--dataset',
      'digits',
      '--out',
      out,
      '--count',
      '6',
      '--columns',
      '3',
    ]);
    expect(stdout).toMatch(
      /^row +classes\n +1 +\d, \d, \d\n +2 +\d, \d, \d\n.*digits\.png: 304 x 204 pixels\n$/,
    );
  });

  it('draws CIFAR from its files', async () => {
    const cifar = join(folder, 'cifar');
    await mkdir(cifar);
    await writeFile(join(cifar, 'test_batch.bin'), '');
    // Ten thousand black aeroplanes.
    await truncate(join(cifar, 'test_batch.bin'), 30_730_000);
    const argv = [
      'data',
      'preview',
      '--dataset',
      'cifar10',
      '--data',
      cifar,
      '--split',
      'test',
      '--count',
      '2',
    ];
    const { stdout } = await runCli([...argv, '--out', join(folder, 'cifar.png'), '--json']);
    expect((JSON.parse(stdout) as Preview).samples.map((sample) => sample.class)).toEqual([
      'airplane',
      'airplane',
    ]);
  });

  it('refuses what it cannot draw or write', async () => {
    const argv = ['data', 'preview', '--dataset', 'folder', '--data', join(good, 'train')];
    expect(await runCli([...argv, '--out', join(folder, 'x.png')])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected images to learn from in --data but received none'),
    });
    expect(await runCli([...argv, '--split', 'test', '--out', '/nowhere/x.png'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected a path that can be written for /nowhere/x.png'),
    });
  });
});
