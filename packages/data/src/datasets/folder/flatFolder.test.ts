import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../errors.ts';
import { temporaryFolder } from '../../testing/temporaryFolder.ts';
import { imageNet } from './imageNet.ts';
import { imageFolder } from './imageFolder.ts';
import { parseLabels } from './parseLabels.ts';

const IMAGES = ['val_1.JPEG', 'val_2.JPEG', 'val_3.JPEG'];
const WNIDS = ['n01440764', 'n01443537', 'n15075141'];

async function flat(labels: string, classNames?: readonly string[]) {
  const folder = await temporaryFolder();
  for (const name of IMAGES) await writeFile(join(folder, name), '');
  const file = join(folder, 'labels.txt');
  await writeFile(file, labels);
  const dataset = await imageFolder(folder, { labels: file, classNames });
  return {
    classNames: dataset.classNames,
    labels: Array.from({ length: dataset.length }, (_, index) => {
      const { name, label } = dataset.get(index);
      expect(name).toBe(join(folder, IMAGES[index]!));
      return label;
    }),
  };
}

describe('imageFolder with a file of labels', () => {
  it.each([
    [
      'a name and a WordNet id',
      'val_3.JPEG n15075141\nval_1.JPEG n15075141\n\nval_2.JPEG n01440764\n',
      undefined,
    ],
    ['an id alone, in the order of names', 'n15075141\r\nn01440764\r\nn15075141\r\n', undefined],
    [
      "Kaggle's",
      'ImageId,PredictionString\nval_2,n01440764 1 2 3 4\nval_1,n15075141 1 2 3 4 n15075141 5 6 7 8\nval_3,n15075141 9 9 9 9\n',
      undefined,
    ],
  ])('reads %s', async (_, text, classNames) => {
    expect(await flat(text, classNames)).toEqual({
      classNames: ['n01440764', 'n15075141'],
      labels: [1, 0, 1],
    });
  });

  it('takes numbers for labels, and numbers classes as it is told', async () => {
    expect(await flat('val_1.JPEG 2\nval_2.JPEG 0\nval_3.JPEG 2\n', WNIDS)).toEqual({
      classNames: WNIDS,
      labels: [2, 0, 2],
    });
    expect(await flat('2\n0\n1\n')).toEqual({ classNames: ['0', '1', '2'], labels: [2, 0, 1] });
    expect(await flat('n15075141\nn01440764\nn15075141\n', WNIDS)).toEqual({
      classNames: WNIDS,
      labels: [2, 0, 2],
    });
  });

  it.each([
    ['too few labels', 'n01440764\n', 'expected 3 labels, one for each image in'],
    ['an image without a label', 'val_1.JPEG a\nval_2.JPEG a\n', 'received none for val_3.JPEG'],
    ['a label without an image', 'val_1 a\nval_2 a\nval_3 a\nval_4 a\n', '1 of others, such as val_4'],
    ['an unknown class', 'n01440764\nn15075141\nn1\n', "received 'n1' in line 3"],
    ['a number beyond the classes', '0\n1\n3\n', "received '3' in line 3"],
    ["ILSVRC's own numbers", '1\n2\n3\n', 'numbers without a 0 among 3'],
  ])('refuses %s', async (_, text, message) => {
    await expect(
      flat(text, message.includes('class') || /line|without a 0/.test(message) ? WNIDS : undefined),
    ).rejects.toMatchObject({
      code: 'DATA_BAD_LABEL',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a folder without images, and labels that are not there', async () => {
    const folder = await temporaryFolder();
    await expect(imageFolder(folder, { labels: join(folder, 'labels.txt') })).rejects.toMatchObject({
      code: 'DATA_NO_SAMPLES',
    });
    await writeFile(join(folder, 'a.jpg'), '');
    await expect(imageFolder(folder, { labels: join(folder, 'labels.txt') })).rejects.toThrow(
      'expected a file of labels',
    );
  });
});

describe('parseLabels', () => {
  it('makes labels that name classes, or a DataError, of any text', () => {
    const word = fc.constantFrom(
      'a.jpg',
      '0',
      '1',
      '99999999999',
      'n01',
      ' ',
      ',',
      '\t',
      '__proto__',
      'ImageId',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.array(word).map((words) => words.join(' '))).map((l) => l.join('\n')),
    );
    fc.assert(
      fc.property(
        text,
        fc.option(fc.uniqueArray(fc.string(), { maxLength: 5 }), { nil: undefined }),
        (text, names) => {
          try {
            const { lines, classNames } = parseLabels(text, 'labels.txt', names);
            for (const { label } of lines) expect(classNames[label]).toBeTypeOf('string');
          } catch (error) {
            expect(error).toBeInstanceOf(DataError);
          }
        },
      ),
    );
  });
});

describe('imageNet', () => {
  async function disk(val: readonly string[], texts: Record<string, string> = {}) {
    const folder = await temporaryFolder();
    const train = WNIDS.map((wnid) => `train/${wnid}/${wnid}_1.JPEG`);
    for (const path of [...train, ...val.map((name) => `val/${name}`)]) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), '');
    }
    for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
    return folder;
  }

  it('reads both parts from folders of classes, numbered alike', async () => {
    const folder = await disk([`${WNIDS[2]}/ILSVRC2012_val_00000001.JPEG`]);
    const train = await imageNet(folder, { split: 'train' });
    const val = await imageNet(folder, { split: 'val' });
    expect([train.name, train.length, val.name, val.length]).toEqual([
      'imagenet/train',
      3,
      'imagenet/val',
      1,
    ]);
    expect(val.classNames).toEqual(train.classNames);
    expect(val.get(0).label).toBe(2);
  });

  it.each(['val.txt', 'val/labels.txt', 'mine.txt'])(
    'reads a flat val with the labels in %s',
    async (name) => {
      const folder = await disk(IMAGES, { [name]: 'val_1.JPEG 1\nval_2.JPEG 2\nval_3.JPEG 0\n' });
      const labels = name === 'mine.txt' ? join(folder, name) : undefined;
      const val = await imageNet(folder, { split: 'val', labels });
      expect([0, 1, 2].map((index) => val.get(index).label)).toEqual([1, 2, 0]);
      expect(val.classNames).toEqual(WNIDS);
    },
  );

  it('says what is missing', async () => {
    const folder = await disk(IMAGES);
    await expect(imageNet(folder, { split: 'val' })).rejects.toThrow('or labels in');
    await expect(imageNet(await disk([]), { split: 'val' })).rejects.toThrow(
      'expected a folder of images for',
    );
    await expect(imageNet('/nowhere', { split: 'train' })).rejects.toMatchObject({
      code: 'DATA_CANNOT_READ',
    });
    await expect(imageNet(folder, { split: 'test' as 'val' })).rejects.toThrow("but received 'test'");
  });
});
