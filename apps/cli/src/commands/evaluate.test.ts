import { createModel, saveModel } from '@resnext/zoo';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { writeRandomWeights } from '../testing/weights.ts';

let folder: string;
let weights: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  weights = await writeRandomWeights(folder);
});

const evaluate = (...argv: string[]) =>
  runCli(['eval', '--weights', weights, '--dataset', 'digits', ...argv]);

describe('eval', () => {
  it('reports on the test images as JSON, whatever the batches', async () => {
    const reports = [];
    for (const size of ['64', '7']) {
      const { exitCode, stdout, stderr } = await evaluate('--json', '--batch-size', size);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      reports.push(JSON.parse(stdout) as Record<string, number>);
    }
    const [report, other] = reports;
    expect(report).toEqual({
      model: 'resnext11_digits',
      weights,
      dataset: 'digits',
      samples: 359,
      top1: expect.any(Number),
      top5: expect.any(Number),
      loss: expect.any(Number),
      milliseconds: expect.any(Number),
      imagesPerSecond: expect.any(Number),
    });
    expect(other).toMatchObject({ top1: report!['top1'], top5: report!['top5'] });
    expect(other!['loss']).toBeCloseTo(report!['loss']!, 5);
  });

  it('shows accuracies with their errors to people', async () => {
    const { stdout } = await evaluate();
    expect(stdout).toMatch(/^top-1 accuracy +\d+\.\d\d % \(error \d+\.\d\d %\)$/m);
    expect(stdout).toMatch(/^images +359$/m);
  });

  it('ends with exit code 1 when the gate fails, after the report', async () => {
    const { exitCode, stdout, stderr } = await evaluate('--min-top1', '100', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toHaveProperty('top1');
    expect(stderr).toMatch(
      /^resnext: expected a top-1 accuracy of at least 100 % but resnext11_digits reached [\d.]+ %\n$/,
    );
    expect(await evaluate('--min-top1', '0')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('refuses a dataset that there is not, and a model that does not fit', async () => {
    expect(await runCli(['eval', '--weights', weights, '--dataset', 'mnist'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: "resnext: expected one of digits for --dataset but received 'mnist'\n",
    });
    const { classNames: _, ...row } = createModel('resnext11_digits').row;
    const model = createModel({ ...row, name: 'seven', classes: 7 });
    const path = join(folder, 'seven.safetensors');
    await saveModel(model, path);
    expect(await runCli(['eval', '--weights', path, '--dataset', 'digits'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected a model of 10 classes and 1 channels'),
    });
  });

  it('stops when it is interrupted', async () => {
    const argv = ['eval', '--weights', weights, '--dataset', 'digits'];
    expect(await runCli(argv, { signal: AbortSignal.abort() })).toMatchObject({ exitCode: 130, stdout: '' });
  });
});
