import { nativeStatus } from '@resnext/backend-native/status';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../testing/runCli.ts';

const bench = ['bench', '--model', 'resnext11_digits', '--rounds', '1', '--json'];
const backendOf = (stdout: string): unknown => (JSON.parse(stdout) as { backend: unknown }).backend;

afterEach(() => vi.unstubAllEnvs());

describe('the backend', () => {
  it('is the one of RESNEXT_BACKEND, unless --backend says otherwise', async () => {
    const env = { RESNEXT_BACKEND: 'cpu' };
    expect(backendOf((await runCli(bench, { env })).stdout)).toBe('cpu');
    expect(backendOf((await runCli([...bench, '--backend', 'wasm'], { env })).stdout)).toBe('wasm');
  });

  it('that cannot be had ends in exit code 2 and its reason', async () => {
    vi.stubEnv('RESNEXT_NATIVE_ADDON', '/no/such.node');
    expect(await runCli([...bench, '--backend', 'native'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("for RESNEXT_NATIVE_ADDON but received '/no/such.node'"),
    });
    expect(await runCli(bench, { env: { RESNEXT_BACKEND: 'abacus' } })).toMatchObject({
      exitCode: 2,
      stderr:
        "resnext: expected one of auto, tensorflow, native, wasm, cpu for the backend but received 'abacus'\n",
    });
  });
});

describe('the device', () => {
  it.each([
    ['--device', [...bench, '--device', 'gpu:1'], {}],
    ['RESNEXT_DEVICE', bench, { RESNEXT_DEVICE: 'gpu:1' }],
  ])('of %s rules the other backends out', async (_, argv, env) => {
    expect(await runCli([...argv, '--backend', 'wasm'], { env })).toMatchObject({
      exitCode: 2,
      stderr: 'resnext: expected a backend on gpu:1 but wasm does not run there: use tensorflow\n',
    });
  });
});

describe('threads', () => {
  it.each([
    ['--threads', [...bench, '--threads', '2'], {}],
    ['RESNEXT_THREADS', bench, { RESNEXT_THREADS: '2' }],
  ])('of %s that the backend lacks are noted', async (_, argv, env) => {
    const { exitCode, stderr, stdout } = await runCli([...argv, '--backend', 'wasm'], { env });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'note: wasm computes on 1 of the 2 threads asked for\n',
    });
    expect(JSON.parse(stdout)).toMatchObject({ threads: 1 });
  });

  it.runIf(nativeStatus().available)('are what native computes on', async () => {
    for (const threads of [2, 1]) {
      const { stdout, stderr } = await runCli([...bench, '--backend', 'native', '--threads', `${threads}`]);
      expect({ stderr, ...JSON.parse(stdout) }).toMatchObject({ stderr: '', backend: 'native', threads });
    }
  });

  it('must be a number, wherever it comes from', async () => {
    expect(await runCli(bench, { env: { RESNEXT_THREADS: 'many' } })).toMatchObject({
      exitCode: 2,
      stderr: "resnext: expected an integer of at least 1 for RESNEXT_THREADS but received 'many'\n",
    });
  });
});
