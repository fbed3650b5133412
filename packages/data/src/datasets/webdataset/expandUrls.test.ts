import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporaryFolder.ts';
import { expandUrls } from './expandUrls.ts';

describe('expandUrls', () => {
  it('expands braces, of paths and addresses alike', async () => {
    expect(await expandUrls('http://host/train-{0008..0011}.tar')).toEqual(
      ['0008', '0009', '0010', '0011'].map((number) => `http://host/train-${number}.tar`),
    );
    expect(await expandUrls('{a,b}/{0..1}.tar::c.tar')).toEqual([
      'a/0.tar',
      'a/1.tar',
      'b/0.tar',
      'b/1.tar',
      'c.tar',
    ]);
    expect(await expandUrls(['one.tar', 'two.tar'])).toEqual(['one.tar', 'two.tar']);
    expect(await expandUrls(`s-{000000..050000}.tar`)).toHaveLength(50_001);
  });

  it('finds the files that match a pattern, sorted', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'sub.tar'));
    for (const name of ['b2.tar', 'b10.tar', 'a.tar', 'a.txt', '[x].tar'])
      await writeFile(join(folder, name), '');
    const found = async (pattern: string) =>
      (await expandUrls(join(folder, pattern))).map((path) => path.slice(folder.length + 1));
    expect(await found('*.tar')).toEqual(['[x].tar', 'a.tar', 'b10.tar', 'b2.tar']);
    expect(await found('b?.tar')).toEqual(['b2.tar']);
    expect(await found('{b*,a}.tar')).toEqual(['b10.tar', 'b2.tar', 'a.tar']);
    expect(await found('[x].tar')).toEqual(['[x].tar']);
    await expect(found('c*.tar')).rejects.toMatchObject({ code: 'DATA_NO_SAMPLES' });
  });

  it.each([
    ['', 'at least one path or address for the urls of shards'],
    ['s3://bucket/a.tar', "but received 's3://bucket/a.tar'"],
    ['pipe:cat a.tar', "but received 'pipe:cat a.tar'"],
    ['a{0..999999}{0..999999}.tar', 'at most 100000 paths and addresses'],
  ])("refuses '%s'", async (urls, message) => {
    await expect(expandUrls(urls)).rejects.toMatchObject({
      code: 'DATA_INVALID_OPTION',
      message: expect.stringContaining(message),
    });
  });
});
