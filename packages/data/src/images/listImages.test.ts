import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listImages } from './listImages.ts';

describe('listImages', () => {
  it('finds the image files directly in a folder, sorted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'resnext-data-'));
    await mkdir(join(folder, 'album.png'));
    for (const name of ['b.JPEG', 'a.png', 'Z.webp', 'notes.txt', 'png'])
      await writeFile(join(folder, name), '');
    expect(await listImages(folder)).toEqual(['Z.webp', 'a.png', 'b.JPEG'].map((name) => join(folder, name)));
    expect(await listImages(join(folder, 'notes.txt'))).toEqual([join(folder, 'notes.txt')]);
  });

  it('refuses a path at which there is nothing', async () => {
    await expect(listImages('/nowhere')).rejects.toMatchObject({ code: 'DATA_CANNOT_READ' });
  });
});
