import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replaceFile } from './replaceFile.ts';

const text = (value: string) => new TextEncoder().encode(value);

it('writes the parts one after the other, and replaces what was there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'resnext-data-'));
  const path = join(folder, 'file');
  await replaceFile(path, [text('a longer text than the next')]);
  await replaceFile(path, [text('one'), text(' two')]);
  expect(await readFile(path, 'utf8')).toBe('one two');
  expect(await readdir(folder)).toEqual(['file']);
});

it('leaves nothing where it cannot write', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'resnext-data-'));
  await expect(replaceFile(join(folder, 'missing', 'file'), [text('x')])).rejects.toMatchObject({
    code: 'DATA_CANNOT_WRITE',
  });
  // A folder cannot be replaced by a file: this fails as late as a write can.
  await expect(replaceFile(folder, [text('x')])).rejects.toMatchObject({ code: 'DATA_CANNOT_WRITE' });
  expect(await readdir(folder)).toEqual([]);
});
