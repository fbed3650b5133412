import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadImage } from './loadImage.ts';

const chelsea = fileURLToPath(new URL('../../test-assets/chelsea.png', import.meta.url));

describe('loadImage', () => {
  it('reads and decodes a file', async () => {
    const image = await loadImage(chelsea, { resize: 20, crop: 16, channels: 1 });
    expect(image).toMatchObject({ height: 16, width: 16, channels: 1 });
  });

  it('says so when there is no file, or a folder', async () => {
    await expect(loadImage('/nowhere/cat.jpg')).rejects.toMatchObject({
      code: 'DATA_CANNOT_READ',
      message: expect.stringContaining(
        'for /nowhere/cat.jpg but received a path at which there is nothing',
      ) as string,
    });
    await expect(loadImage(tmpdir())).rejects.toMatchObject({ code: 'DATA_CANNOT_READ' });
  });

  it('names the file that is no image', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'resnext-data-')), 'notes.jpg');
    await writeFile(path, 'some notes');
    await expect(loadImage(path)).rejects.toMatchObject({
      code: 'DATA_NOT_AN_IMAGE',
      message: expect.stringContaining(`for ${path} but received 10 bytes of something else`) as string,
    });
  });
});
