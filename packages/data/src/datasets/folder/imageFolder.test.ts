import { mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadItem } from '../../images/loadItem.ts';
import { temporaryFolder } from '../../testing/temporaryFolder.ts';
import { imageFolder, type ImageFolderDataset, type ImageFolderOptions } from './imageFolder.ts';

/** A folder with files, empty ones: listing looks at names alone. */
async function folderOf(...files: string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  return folder;
}

/** The images with their labels, as paths from the folder on. */
function list(dataset: ImageFolderDataset, folder: string): [string, number][] {
  return Array.from({ length: dataset.length }, (_, index) => {
    const { name, label, encoded } = dataset.get(index);
    expect(encoded).toEqual({ path: name });
    return [name.slice(folder.length + 1), label];
  });
}

const open = async (folder: string, options?: ImageFolderOptions) =>
  list(await imageFolder(folder, options), folder);

describe('imageFolder', () => {
  it('numbers classes by their sorted names, and lists images in the order of torchvision', async () => {
    const folder = await folderOf(
      'n02/b.JPEG',
      'n02/a/2.jpg',
      'n02/a.b/1.jpg',
      'n02/a/10.png',
      'n01/x.webp',
      'N01/\u{1F600}.jpg',
      'N01/\uFF5E.jpg',
      'n01/notes.txt',
      'n01/x.jpg/inner.jpg',
      '.cache/hidden.jpg',
      'readme.jpg',
    );
    const dataset = await imageFolder(folder);
    expect(dataset.classNames).toEqual(['N01', 'n01', 'n02']);
    expect(list(dataset, folder)).toEqual([
      ['N01/\uFF5E.jpg', 0],
      ['N01/\u{1F600}.jpg', 0],
      ['n01/x.webp', 1],
      ['n01/x.jpg/inner.jpg', 1],
      ['n02/b.JPEG', 2],
      ['n02/a/10.png', 2],
      ['n02/a/2.jpg', 2],
      ['n02/a.b/1.jpg', 2],
    ]);
    for (const index of [-1, 8, 0.5, NaN]) {
      expect(() => dataset.get(index)).toThrow(expect.objectContaining({ code: 'DATA_INDEX_OUT_OF_RANGE' }));
    }
  });

  it('follows links, and not in circles', async () => {
    const folder = await folderOf('a/1.jpg', 'elsewhere/deep/2.jpg');
    const other = await folderOf('3.jpg', 'more/4.jpg');
    await symlink(other, join(folder, 'b'));
    await symlink(join(folder, 'elsewhere', 'deep'), join(folder, 'a', 'linked'));
    await symlink(join(folder, 'a'), join(folder, 'a', 'circle'));
    await symlink('/nowhere', join(folder, 'a', 'broken.jpg'));
    expect(await open(folder)).toEqual([
      ['a/1.jpg', 0],
      ['a/broken.jpg', 0],
      ['a/linked/2.jpg', 0],
      ['b/3.jpg', 1],
      ['b/more/4.jpg', 1],
      ['elsewhere/deep/2.jpg', 2],
    ]);
  });

  it('numbers classes as it is told, and refuses others', async () => {
    const folder = await folderOf('cat/1.jpg', 'fish/2.jpg');
    const dataset = await imageFolder(folder, {
      classNames: ['cat', 'dog', 'fish'],
      name: 'pets',
      channels: 1,
    });
    expect(dataset).toMatchObject({ name: 'pets', classNames: ['cat', 'dog', 'fish'], channels: 1 });
    expect(list(dataset, folder)).toEqual([
      ['cat/1.jpg', 0],
      ['fish/2.jpg', 2],
    ]);
    await expect(imageFolder(folder, { classNames: ['cat', 'dog'] })).rejects.toThrow(
      `expected only folders of the 2 known classes (cat, dog) for ${folder} but received 'fish'`,
    );
  });

  it('says which image has vanished, to who reads it', async () => {
    const folder = await folderOf('a/1.jpg', 'a/2.jpg');
    const dataset = await imageFolder(folder);
    await rm(join(folder, 'a', '2.jpg'));
    await expect(loadItem(dataset.get(1), dataset)).rejects.toMatchObject({
      code: 'DATA_CANNOT_READ',
      message: expect.stringContaining(
        `${join(folder, 'a', '2.jpg')} but received a path at which there is nothing`,
      ),
    });
    // An empty file is there: it is a bad image.
    await expect(loadItem(dataset.get(0), dataset)).rejects.toMatchObject({ code: 'DATA_NOT_AN_IMAGE' });
  });

  it('refuses a folder that is none, has no classes, or has empty ones', async () => {
    await expect(imageFolder('/nowhere')).rejects.toMatchObject({ code: 'DATA_CANNOT_READ' });
    await expect(imageFolder(await folderOf('a.jpg'))).rejects.toMatchObject({
      code: 'DATA_NO_SAMPLES',
      message: expect.stringContaining('a folder for each class'),
    });
    const folder = await folderOf('a/1.jpg', 'b/text.txt', 'c/text.txt');
    await expect(imageFolder(folder)).rejects.toThrow('received none in 2 of 3 (b, c)');
  });
});

describe('the cache of imageFolder', () => {
  async function cached() {
    const folder = await folderOf('a/1.jpg', 'a/2.jpg', 'b/3.jpg', 'b/inner/4.jpg');
    const cache = join(await temporaryFolder(), 'cache');
    const settled = async () => {
      // As if the last change lay far back, which is when lists are trusted.
      const before = new Date(2020, 1, 1);
      for (const inner of ['', 'a', 'b', 'b/inner']) await utimes(join(folder, inner), before, before);
    };
    return { folder, settled, open: () => open(folder, { cache }), cache };
  }

  const ALL: [string, number][] = [
    ['a/1.jpg', 0],
    ['a/2.jpg', 0],
    ['b/3.jpg', 1],
    ['b/inner/4.jpg', 1],
  ];

  it('gives the same list again without listing', async () => {
    const { folder, settled, open } = await cached();
    await settled();
    expect(await open()).toEqual(ALL);
    // The one way to see that nothing is listed: a change that leaves no trace in the folders.
    await rm(join(folder, 'a', '2.jpg'));
    await settled();
    expect(await open()).toEqual(ALL);
  });

  it.each<[string, (folder: string) => Promise<unknown>, [string, number][]]>([
    ['a new image', (folder) => writeFile(join(folder, 'a', '0.jpg'), ''), [['a/0.jpg', 0], ...ALL]],
    ['an image that is gone', (folder) => rm(join(folder, 'b', 'inner', '4.jpg')), ALL.slice(0, 3)],
    [
      'an image with a new name',
      (folder) => rename(join(folder, 'b', '3.jpg'), join(folder, 'b', '9.jpg')),
      [...ALL.slice(0, 2), ['b/9.jpg', 1], ALL[3]!],
    ],
    [
      'a new class',
      async (folder) => {
        await mkdir(join(folder, 'aa'));
        await writeFile(join(folder, 'aa', 'x.jpg'), '');
      },
      [...ALL.slice(0, 2), ['aa/x.jpg', 1], ['b/3.jpg', 2], ['b/inner/4.jpg', 2]],
    ],
    [
      'a class with a new name',
      (folder) => rename(join(folder, 'a'), join(folder, 'c')),
      [
        ['b/3.jpg', 0],
        ['b/inner/4.jpg', 0],
        ['c/1.jpg', 1],
        ['c/2.jpg', 1],
      ],
    ],
  ])('notices %s', async (_, change, expected) => {
    for (const isSettled of [true, false]) {
      const { folder, settled, open } = await cached();
      if (isSettled) await settled();
      await open();
      await change(folder);
      expect(await open()).toEqual(expected);
      expect(await open()).toEqual(expected);
    }
  });

  it('is made again when it is damaged, of another folder or of another format', async () => {
    const { folder, settled, open, cache } = await cached();
    await settled();
    await open();
    const [name] = await readdir(cache);
    const path = join(cache, name!);
    const whole = await readFile(path);
    for (let length = 0; length < whole.length; length += 37) {
      await writeFile(path, whole.subarray(0, length));
      expect(await open()).toEqual(ALL);
    }
    for (let position = 0; position < whole.length; position += 23) {
      const damaged = Buffer.from(whole);
      damaged[position]! ^= 1;
      await writeFile(path, damaged);
      expect(await open()).toEqual(ALL);
      expect(await readFile(path)).toEqual(whole);
    }
    const moved = `${folder}-moved`;
    await rename(folder, moved);
    const other = await folderOf('z/1.jpg');
    await rename(other, folder);
    expect(await open()).toEqual([['z/1.jpg', 0]]);
    await rm(moved, { recursive: true });
  });

  it('must be writable', async () => {
    const { folder } = await cached();
    await expect(open(folder, { cache: join(folder, 'a', '1.jpg') })).rejects.toMatchObject({
      code: 'DATA_CANNOT_WRITE',
    });
  });
});
