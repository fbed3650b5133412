import { expect, it } from 'vitest';
import { engine } from './engine.ts';
import { peakModule } from './peakModule.ts';

it('runs every chain: they settle at 1.5, the fixed point of x / 2 + 3 / 4', () => {
  const { exports } = new engine!.Instance(new engine!.Module(peakModule()));
  const run = exports['run'] as (turns: number) => number;
  expect(run(100)).toBeCloseTo(12 * 1.5, 5);
});
