import { listBackends } from '@resnext/runtime';
import { nativeStatus } from '@resnext/backend-native/status';
import { afterEach, expect, it, vi } from 'vitest';
import { runCli } from '../testing/runCli.ts';

afterEach(() => vi.unstubAllEnvs());

it('lists what the runtime knows, as JSON', async () => {
  const { exitCode, stdout, stderr } = await runCli(['backends', '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(await listBackends());
});

it.runIf(nativeStatus().available)('tells people that native is used where it can be', async () => {
  const { stdout } = await runCli(['backends']);
  expect(stdout).toMatch(/^native +cpu +yes +\d+ +(avx512|avx2|baseline|neon) +what auto selects$/m);
  expect(stdout).toMatch(/^wasm +cpu +yes +1 +WebAssembly.*\)$/m);
  expect(stdout).toMatch(/^ {2}tensorflow on cuda: .+: (npm install|install|use|run) /m);
});

it('tells people which one is used instead of native, and what to do about it', async () => {
  vi.stubEnv('RESNEXT_NATIVE_ADDON', '/no/such.node');
  const { stdout } = await runCli(['backends']);
  expect(stdout).toMatch(/^native +cpu +no +- +-/m);
  const next = (await listBackends()).find(({ available }) => available)!;
  expect(stdout).toMatch(new RegExp(`^${next.name} +${next.device} +yes .* what auto selects$`, 'm'));
  expect(stdout).toMatch(
    /^ {2}native on cpu: expected .+ RESNEXT_NATIVE_ADDON but received '\/no\/such.node'$/m,
  );
});
