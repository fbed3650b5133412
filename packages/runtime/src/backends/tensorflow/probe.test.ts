import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { probe } from './probe.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-probe-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A package that is one file. */
async function file(name: string, source: string): Promise<string> {
  const path = join(folder, `${name}.cjs`);
  await writeFile(path, source);
  return path;
}

const computing = (onGpu: boolean): string =>
  `exports.backend = () => ({ isUsingGpuDevice: ${onGpu} });
   exports.scalar = () => ({ add: () => ({ dataSync() {} }) });`;

it('finds nothing wrong with one that computes', async () => {
  expect(await probe(await file('cpu', computing(false)), 'cpu')).toBeUndefined();
  expect(await probe(await file('gpu', computing(true)), 'cuda')).toBeUndefined();
});

it('tells why one takes no GPU', async () => {
  const source = `console.error("Could not load dynamic library 'libcudart.so.11.0'");${computing(false)}`;
  expect(await probe(await file('noGpu', source), 'cuda')).toMatch(
    /^the CUDA library libcudart.so.11.0 is not found: install it/,
  );
});

it('tells of a library that does not load, and of one that ends its process', async () => {
  const broken = await file(
    'broken',
    "throw new Error('libtensorflow.so.2: cannot open shared object file')",
  );
  expect(await probe(broken, 'cpu')).toBe(
    `${broken} does not load (libtensorflow.so.2: cannot open shared object file): run npm rebuild ${broken}`,
  );
  const crashing = await file('crashing', "process.kill(process.pid, 'SIGILL'); while (true);");
  expect(await probe(crashing, 'cpu')).toContain('(it ends the process with SIGILL)');
});
