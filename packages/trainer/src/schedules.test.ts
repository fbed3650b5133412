import { expect, test } from 'vitest';
import * as schedules from './schedules.ts';

const rates = (schedule: schedules.Schedule, epochs: number): number[] =>
  Array.from({ length: epochs }, (_, i) => schedule({ epoch: i + 1, epochs }));

test('imagenet: a tenth after every 30 epochs', () => {
  const all = rates(schedules.imagenet(0.1), 100);
  expect(
    [all[0], all[29], all[30], all[59], all[60], all[89], all[90], all[99]].map((r) => r!.toPrecision(6)),
  ).toEqual([0.1, 0.1, 0.01, 0.01, 0.001, 0.001, 0.0001, 0.0001].map((r) => r.toPrecision(6)));
});

test('cifar: a tenth when epoch / epochs passes 0.49, and 0.74', () => {
  const all = rates(schedules.cifar(0.1), 300);
  // 147 / 300 = 0.49 and 222 / 300 = 0.74 are not yet past.
  expect([all[146], all[147], all[221], all[222]].map((r) => r!.toFixed(6))).toEqual([
    '0.100000',
    '0.010000',
    '0.010000',
    '0.001000',
  ]);
});

test('cosine: from the rate to almost nothing', () => {
  const all = rates(schedules.cosine(0.2), 10);
  expect(all[0]).toBe(0.2);
  expect(all[5]).toBeCloseTo(0.1);
  expect(all[9]).toBeLessThan(0.01);
});
