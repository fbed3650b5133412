import { summarize } from '@resnext/zoo';
import { describe, expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';

describe('summary', () => {
  it('is the zoo’s, as JSON', async () => {
    const { exitCode, stdout } = await runCli(['summary', 'resnext50_32x4d', '--input-size', '64', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(summarize('resnext50_32x4d', { inputSize: 64 }));
  });

  it('shows layers and totals to people', async () => {
    const { stdout } = await runCli(['summary', 'resnext50_32x4d']);
    expect(stdout).toMatch(/^conv1 +convolution +112 x 112 x 64 +9,408 +118,013,952$/m);
    expect(stdout).toMatch(/^parameters +25,028,904$/m);
    expect(stdout).toMatch(/^multiply-adds +4,230,479,872$/m);
  });

  it('takes a network made of numbers', async () => {
    const { stdout } = await runCli([
      'summary',
      '--stem',
      'cifar',
      '--depth',
      '20',
      '--num-classes',
      '3',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ model: 'resnext20_8x64d_cifar' });
  });

  it.each([
    [['summary', 'resnext51'], "for the model but received 'resnext51'"],
    [['summary', '--stem', 'cifar', '--depth', '30'], 'a depth of 9n + 2'],
    [['summary', '--depth', '51'], 'expected a depth of 26, 50, 101, 152'],
    [['summary', '--depth', '50', '--cardinality', '0'], 'for --cardinality'],
    [
      ['summary', 'resnext50_32x4d', '--form', 'D'],
      "expected one of A, B, C, resnet for --form but received 'D'",
    ],
    [['summary'], 'expected a model'],
  ])('%j is one clear line and exit code 2', async (argv, message) => {
    const { exitCode, stdout, stderr } = await runCli(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^resnext: [^\n]+\n$/);
  });
});
