import { describe, expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';

const bench = ['bench', '--model', 'resnext11_digits', '--rounds', '1', '--json'];
const backendOf = (stdout: string): unknown => (JSON.parse(stdout) as { backend: unknown }).backend;

describe('the backend', () => {
  it('is the one of RESNEXT_BACKEND, unless --backend says otherwise', async () => {
    const env = { RESNEXT_BACKEND: 'cpu' };
    expect(backendOf((await runCli(bench, { env })).stdout)).toBe('cpu');
    expect(backendOf((await runCli([...bench, '--backend', 'wasm'], { env })).stdout)).toBe('wasm');
  });

  it('that cannot be had ends in exit code 2 and its reason', async () => {
    expect(await runCli([...bench, '--backend', 'native'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('not part of this version'),
    });
    expect(await runCli(bench, { env: { RESNEXT_BACKEND: 'abacus' } })).toMatchObject({
      exitCode: 2,
      stderr:
        "resnext: expected one of auto, tensorflow, native, wasm, cpu for the backend but received 'abacus'\n",
    });
  });
});

describe('threads', () => {
  it.each([
    ['--threads', [...bench, '--threads', '2'], {}],
    ['RESNEXT_THREADS', bench, { RESNEXT_THREADS: '2' }],
  ])('of %s that the backend lacks are noted', async (_, argv, env) => {
    const { exitCode, stderr, stdout } = await runCli(argv, { env });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'note: wasm computes on 1 of the 2 threads asked for\n',
    });
    expect(JSON.parse(stdout)).toMatchObject({ threads: 1 });
  });

  it('must be a number, wherever it comes from', async () => {
    expect(await runCli(bench, { env: { RESNEXT_THREADS: 'many' } })).toMatchObject({
      exitCode: 2,
      stderr: "resnext: expected an integer of at least 1 for RESNEXT_THREADS but received 'many'\n",
    });
  });
});
