import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { reportOf } from '../testing/reports.ts';
import { toPassGates } from './toPassGates.ts';
import './vitest.ts';

const report = await reportOf(40, (index) => index % 5 > 0);

it('passes and fails an expectation', () => {
  expect(report).toPassGates([{ metric: 'top1', min: 80 }]);
  expect(report).not.toPassGates([{ metric: 'top1', min: 81 }]);
  expect(report).toPassGates([{ metric: 'top1', baseline: {} }], { baseline: report });
  expect(() => expect(report).toPassGates([{ metric: 'top1', min: 81 }])).toThrow(
    [
      'expected the report to pass the gates',
      '  failed: top1 >= 81 %: expected top1 >= 81 % but received 80 %',
    ].join('\n'),
  );
});

it('takes a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'resnext-evaluator-'));
  const path = join(folder, 'gates.yml');
  await writeFile(path, 'gates:\n  - { metric: top1, min: 80 }\n');
  expect(report).toPassGates(path);
  await rm(folder, { recursive: true });
});

it('is added to a global expect, as jest has it', async () => {
  await expect(import('./jest.ts')).rejects.toThrow('expected a global expect');
  const extend = vi.fn();
  vi.stubGlobal('expect', { extend });
  vi.resetModules();
  await import('./jest.ts');
  vi.unstubAllGlobals();
  expect(extend.mock.calls).toEqual([[{ toPassGates: expect.any(Function) }]]);
  expect(toPassGates(report, [{ metric: 'top1', min: 80 }]).message()).toContain('not to pass the gates');
});
