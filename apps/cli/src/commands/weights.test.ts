import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { writeRandomWeights } from '../testing/weights.ts';

let folder: string;
let good: Buffer;

beforeAll(async () => {
  folder = await temporaryFolder();
  good = await readFile(await writeRandomWeights(folder));
});

async function evaluateFile(bytes: Uint8Array, ...argv: string[]) {
  const path = join(folder, 'weights.safetensors');
  await writeFile(path, bytes);
  return runCli(['eval', '--weights', path, '--dataset', 'digits', '--json', ...argv]);
}

function withHeaderLength(length: bigint): Buffer {
  const bytes = Buffer.from(good);
  bytes.writeBigUInt64LE(length, 0);
  return bytes;
}

it.each([
  ['truncated in its data', () => good.subarray(0, good.length - 5), 'it is truncated'],
  ['truncated in its header', () => good.subarray(0, 100), 'it is truncated'],
  ['of a few bytes', () => good.subarray(0, 3), 'at least 8 bytes'],
  ['that is empty', () => new Uint8Array(), 'at least 8 bytes'],
  ['with an oversized header', () => withHeaderLength(2n ** 62n), 'a header of at most 100000000 bytes'],
  ['with a header beyond its end', () => withHeaderLength(50_000_000n), 'the file ends after'],
  ['that is a text', () => Buffer.from('These are no weights, but a text.'), 'no safetensors file'],
])('a weights file %s is one clear line and exit code 2', async (_, bytes, message) => {
  const { exitCode, stdout, stderr } = await evaluateFile(bytes());
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^resnext: [^\n]+\n$/);
});

it('so are the weights of another model', async () => {
  const { exitCode, stdout, stderr } = await evaluateFile(good, '--model', 'resnext29_8x64d_cifar');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^resnext: expected the weights of resnext29_8x64d_cifar[^\n]+\n$/);
});

it('so is a file that is not there, and a folder', async () => {
  for (const path of [join(folder, 'none'), folder]) {
    const { exitCode, stderr } = await runCli(['eval', '--weights', path, '--dataset', 'digits']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^resnext: expected a[^\n]+\n$/);
  }
});
