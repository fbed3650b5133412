import { nativeStatus } from '@resnext/backend-native/status';
import { summarize } from '@resnext/zoo';
import { describe, expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';

const bench = (...argv: string[]) =>
  runCli(['bench', '--model', 'resnext11_digits', '--rounds', '3', ...argv]);

describe('bench', () => {
  it.each([
    ['inference', 'wasm', [], 1],
    ['training', 'wasm', ['--train'], 3],
    ...(nativeStatus().available ? ([['inference', 'native', [], 1]] as const) : []),
  ] as const)('measures %s on %s', async (mode, backend, argv, work) => {
    const backendOptions = ['--backend', backend, '--threads', '1'];
    const { exitCode, stdout, stderr } = await bench('--batch', '2', '--json', ...backendOptions, ...argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const result = JSON.parse(stdout) as Record<string, number> & { msPerBatch: Record<string, number> };
    expect(result).toEqual({
      model: 'resnext11_digits',
      mode,
      batch: 2,
      threads: 1,
      backend,
      imagesPerSecond: expect.any(Number),
      msPerBatch: { median: expect.any(Number), min: expect.any(Number), max: expect.any(Number) },
      gflops: expect.any(Number),
      peakGflops: expect.any(Number),
      shareOfPeak: expect.any(Number),
    });
    const { median, min, max } = result.msPerBatch;
    expect(median).toBeGreaterThanOrEqual(min!);
    expect(median).toBeLessThanOrEqual(max!);
    expect(result['imagesPerSecond']).toBeCloseTo(2000 / median!, 6);
    const flops = 2 * summarize('resnext11_digits').macs * 2 * work;
    expect(result['gflops']).toBeCloseTo(flops / median! / 1e6, 6);
    expect(result['shareOfPeak']).toBeGreaterThan(0);
    expect(result['shareOfPeak']).toBeLessThan(1);
  });

  it('shows a table to people', async () => {
    const { stdout } = await bench('--backend', 'wasm');
    expect(stdout).toMatch(/^resnext11_digits, inference, batch 1$/m);
    expect(stdout).toMatch(/^backend +wasm on 1 thread$/m);
    expect(stdout).toMatch(/^share of peak +[\d.]+ %$/m);
  });

  it('stops when it is interrupted', async () => {
    const ran = await runCli(['bench', '--model', 'resnext11_digits'], { signal: AbortSignal.abort() });
    expect(ran).toEqual({ exitCode: 130, stdout: '', stderr: 'resnext: interrupted\n' });
  });
});
