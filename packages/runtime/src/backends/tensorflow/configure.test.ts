import { afterEach, expect, it, vi } from 'vitest';
import { configure } from './configure.ts';

afterEach(() => vi.unstubAllEnvs());

it('shows the library one GPU of several, and has it take memory as it needs it', () => {
  for (const name of ['CUDA_VISIBLE_DEVICES', 'TF_FORCE_GPU_ALLOW_GROWTH', 'TF_NUM_INTRAOP_THREADS']) {
    vi.stubEnv(name, undefined);
  }
  configure({ device: 'gpu:1', threads: 3 });
  expect(process.env['CUDA_VISIBLE_DEVICES']).toBe('1');
  expect(process.env['TF_FORCE_GPU_ALLOW_GROWTH']).toBe('true');
  expect(configure.threads()).toBe(3);
});

it('leaves what the user has set', () => {
  vi.stubEnv('TF_FORCE_GPU_ALLOW_GROWTH', 'false');
  vi.stubEnv('CUDA_VISIBLE_DEVICES', '2');
  configure({ device: 'gpu' });
  expect(process.env['TF_FORCE_GPU_ALLOW_GROWTH']).toBe('false');
  expect(process.env['CUDA_VISIBLE_DEVICES']).toBe('2');
});
