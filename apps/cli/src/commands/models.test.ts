import { listModels, listWeights, summarize } from '@resnext/zoo';
import { expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';

it('lists every model of the zoo as JSON', async () => {
  const { exitCode, stdout, stderr } = await runCli(['models', '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const list = JSON.parse(stdout) as { name: string }[];
  expect(list.map(({ name }) => name)).toEqual(listModels().map(({ name }) => name));
  const { params, macs } = summarize('resnext50_32x4d');
  const weights = listWeights().flatMap(({ name, model }) => (model === 'resnext50_32x4d' ? [name] : []));
  expect(weights).toContain('resnext50_32x4d.tv_in1k');
  const expected = { name: 'resnext50_32x4d', params, macs, inputSize: 224, classes: 1000, weights };
  expect(list).toContainEqual(expected);
});

it('lists them for people', async () => {
  const { stdout } = await runCli(['models']);
  expect(stdout).toMatch(/^name +parameters +multiply-adds +input +classes +published weights$/m);
  expect(stdout).toMatch(/^resnext50_32x4d +25,028,904 +4,230,479,872 +224x224 +1,000 +tv_in1k, /m);
});
