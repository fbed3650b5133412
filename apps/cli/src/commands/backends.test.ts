import { listBackends } from '@resnext/runtime';
import { expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';

it('lists what the runtime knows, as JSON', async () => {
  const { exitCode, stdout, stderr } = await runCli(['backends', '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(await listBackends());
});

it('tells people which one is used, and why others are not', async () => {
  const { stdout } = await runCli(['backends']);
  expect(stdout).toMatch(/^wasm +cpu +yes +1 +WebAssembly.* what auto selects$/m);
  expect(stdout).toMatch(/^ {2}native on cpu: .+ not part of this version/m);
});
