import { execFileSync } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../errors.ts';
import { tarOf, type TestEntry } from '../testing/tar.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { fileSource, streamSource, type ByteSource } from './byteSource.ts';
import { readTar, type ReadTarOptions } from './readTar.ts';

async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

const streamed = (bytes: Uint8Array, chunk = 1000): ByteSource => streamSource(chunksOf(bytes, chunk));

async function readAll(
  source: ByteSource,
  options: Partial<ReadTarOptions> = {},
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const entry of readTar(source, { name: 'a.tar', ...options })) {
    files[entry.path] = (await entry.read()).toString('latin1');
  }
  return files;
}

async function readFolder(folder: string, ...options: string[]): Promise<Record<string, string>> {
  const path = join(folder, 'archive.tar');
  execFileSync('tar', ['-cf', path, '-C', folder, ...options]);
  const file = await open(path);
  try {
    return await readAll(fileSource(file, (await file.stat()).size));
  } finally {
    await file.close();
  }
}

const refused = (message: string): unknown =>
  expect.objectContaining({ code: 'DATA_BAD_ARCHIVE', message: expect.stringContaining(message) });

describe('readTar', () => {
  it.each(['ustar', 'pax', 'gnu', 'v7'])('reads what tar writes in the format %s', async (format) => {
    const folder = await temporaryFolder();
    const long = format === 'gnu' || format === 'pax' ? 'n'.repeat(180) : 'n'.repeat(80);
    await mkdir(join(folder, 'images', long), { recursive: true });
    await writeFile(join(folder, 'images', 'empty'), '');
    await writeFile(join(folder, 'images', 'block'), 'b'.repeat(512));
    await writeFile(join(folder, 'images', long, 'a.jpg'), 'c'.repeat(5000));
    expect(await readFolder(folder, `--format=${format}`, './images')).toEqual({
      'images/empty': '',
      'images/block': 'b'.repeat(512),
      [`images/${long}/a.jpg`]: 'c'.repeat(5000),
    });
  });

  it('says where a file stands in the archive, and passes over what is not read', async () => {
    const archive = tarOf([
      { path: 'a', content: 'A'.repeat(700) },
      { path: 'b', content: 'B' },
    ]);
    const entries = [];
    for await (const { path, size, position } of readTar(streamed(archive), { name: 'a.tar' })) {
      entries.push({ path, size, position });
    }
    expect(entries).toEqual([
      { path: 'a', size: 700, position: 512 },
      { path: 'b', size: 1, position: 2048 },
    ]);
    expect(archive.subarray(2048, 2049).toString()).toBe('B');
  });

  it('gives back any files, in chunks of any size and from a file alike', async () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,20}(\/[a-z0-9.]{1,20}[a-z]){0,2}$/);
    const content = fc.uint8Array({ maxLength: 2000 });
    const anyFiles = fc.uniqueArray(fc.tuple(name, content), { selector: ([path]) => path, maxLength: 5 });
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(anyFiles, fc.integer({ min: 1, max: 3000 }), async (files, chunk) => {
        const archive = tarOf(files.map(([path, content]) => ({ path, content })));
        const expected = Object.fromEntries(
          files.map(([path, content]) => [path, Buffer.from(content).toString('latin1')]),
        );
        expect(await readAll(streamed(archive, chunk))).toEqual(expected);
        await writeFile(join(folder, 'a.tar'), archive);
        const file = await open(join(folder, 'a.tar'));
        try {
          expect(await readAll(fileSource(file, archive.length))).toEqual(expected);
        } finally {
          await file.close();
        }
      }),
      { numRuns: 50 },
    );
  });

  it('reads nothing beyond the end of an archive', async () => {
    const archive = Buffer.concat([tarOf([{ path: 'a', content: 'A' }]), tarOf([{ path: 'b' }])]);
    expect(await readAll(streamed(archive))).toEqual({ a: 'A' });
  });

  it.each<[string, TestEntry, string]>([
    ['a path that climbs out', { path: '../../etc/passwd', content: 'root' }, "the path '../../etc/passwd'"],
    ['a path that climbs out in the middle', { path: 'a/../../b' }, "the path 'a/../../b'"],
    ['an absolute path', { path: '/etc/passwd' }, "the path '/etc/passwd'"],
    ['a path of Windows', { path: 'C:\\a' }, "the path 'C:\\a'"],
    ['a path of nothing', { path: './.' }, "the path './.'"],
    [
      'a symbolic link',
      { path: 'a.jpg', type: 'SymbolicLink', linkpath: '/etc/passwd' },
      'kind SymbolicLink',
    ],
    [
      'a hard link',
      { path: 'a.jpg', type: 'Link', linkpath: '/etc/passwd' },
      "kind Link, 'a.jpg', at byte 0",
    ],
    ['a device', { path: 'a.jpg', type: 'CharacterDevice' }, 'kind CharacterDevice'],
    ['a pipe', { path: 'a.jpg', type: 'FIFO' }, 'kind FIFO'],
    [
      'a long name without an end',
      { path: 'x', type: 'NextFileHasLongPath', size: 2 ** 33 },
      '8589934592 bytes',
    ],
    ['endless attributes', { path: 'x', type: 'ExtendedHeader', size: 70_000 }, 'a header of 70000 bytes'],
    ['a size beyond the archive', { path: 'a.jpg', size: 2 ** 40 }, 'more than the 1073741824 allowed'],
    ['a size a little beyond it', { path: 'a.jpg', size: 5000 }, 'its end too soon'],
  ])('refuses %s', async (_, entry, message) => {
    await expect(readAll(streamed(tarOf([entry])))).rejects.toEqual(refused(message));
  });

  it('refuses what extended headers smuggle in', async () => {
    const withPax = (record: string): Buffer =>
      tarOf([
        { path: 'pax', type: 'ExtendedHeader', content: record },
        { path: 'a.jpg', content: 'A' },
      ]);
    await expect(readAll(streamed(withPax('19 path=../a/b.jpg\n')))).rejects.toEqual(refused("'../a/b.jpg'"));
    await expect(readAll(streamed(withPax('17 size=99999999\n')))).rejects.toEqual(
      refused('its end too soon'),
    );
    await expect(readAll(streamed(withPax('13 size=1e99\n')))).rejects.toEqual(
      refused('a size that is none'),
    );
    const long = tarOf([
      { path: 'x', type: 'NextFileHasLongPath', content: '/root/.ssh/id\0' },
      { path: 'a.jpg', content: 'A' },
    ]);
    await expect(readAll(streamed(long))).rejects.toEqual(refused("'/root/.ssh/id'"));
  });

  it('refuses an archive that is cut short anywhere', async () => {
    const archive = tarOf([
      { path: 'a', content: 'A'.repeat(600) },
      { path: 'b', content: 'B' },
    ]);
    const needed = archive.length - 512;
    for (let length = 0; length < needed; length += 64) {
      const cut = archive.subarray(0, length);
      await expect(readAll(streamed(cut))).rejects.toEqual(refused('its end too soon'));
      await expect(
        (async () => {
          for await (const _ of readTar(streamed(cut), { name: 'a.tar' }));
        })(),
      ).rejects.toEqual(refused('its end'));
    }
  });

  it('refuses what is no archive, with the name of the file', async () => {
    const text = Buffer.alloc(4096, 'This is a text. ');
    await expect(readAll(streamed(text))).rejects.toEqual(
      refused('for a.tar but received a header with a wrong checksum at byte 0'),
    );
  });

  it('makes files or a DataError of every mutant, and never more bytes than it was given', async () => {
    const archive = tarOf([
      { path: 'pax', type: 'ExtendedHeader', content: '16 path=b/a.jpg\n' },
      { path: 'a.jpg', content: 'A'.repeat(600) },
      { path: 'x', type: 'NextFileHasLongPath', content: `${'d/'.repeat(60)}a.cls\0` },
      { path: 'a.cls', content: '7' },
    ]);
    const change = fc.tuple(fc.nat(archive.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.nat(archive.length),
        async (changes, repair, length) => {
          const mutant = Buffer.from(archive.subarray(0, length));
          for (const [position, value] of changes) mutant[position % Math.max(1, length)] = value;
          if (repair) repairChecksums(mutant);
          const outcome = await readAll(streamed(mutant)).catch((error: unknown) => error);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataError);
          else expect(Object.values(outcome as object).join('').length).toBeLessThanOrEqual(length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Makes the headers of a mutant believable, so that what they say is looked at. */
function repairChecksums(archive: Buffer): void {
  for (let start = 0; start + 512 <= archive.length; start += 512) {
    const block = archive.subarray(start, start + 512);
    if (block.toString('latin1', 257, 262) !== 'ustar') continue;
    block.fill(' ', 148, 156);
    const sum = block.reduce((total, value) => total + value, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
}
