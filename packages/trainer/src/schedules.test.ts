import { expect, test } from 'vitest';
import * as schedules from './schedules.ts';

/** At the first step of each epoch. */
const rates = (schedule: schedules.Schedule, epochs: number): number[] =>
  Array.from({ length: epochs }, (_, done) => schedule({ done, epochs }));

const rounded = (values: readonly (number | undefined)[]): number[] =>
  values.map((value) => Number(value!.toPrecision(6)));

test('imagenet: a tenth after every 30 epochs', () => {
  const all = rates(schedules.imagenet(0.1), 100);
  expect(rounded([all[0], all[29], all[30], all[59], all[60], all[89], all[90], all[99]])).toEqual([
    0.1, 0.1, 0.01, 0.01, 0.001, 0.001, 0.0001, 0.0001,
  ]);
  expect(rounded([schedules.imagenet(0.1)({ done: 29.999, epochs: 100 })])).toEqual([0.1]);
});

test('cifar: a tenth when epoch / epochs passes 0.49, and 0.74', () => {
  const all = rates(schedules.cifar(0.1), 300);
  // 147 / 300 = 0.49 and 222 / 300 = 0.74 are not yet past.
  expect(rounded([all[146], all[147], all[221], all[222]])).toEqual([0.1, 0.01, 0.01, 0.001]);
});

test('step and multi-step: a factor at the epochs that are named', () => {
  expect(rounded(rates(schedules.step(1, { every: 2, factor: 0.5 }), 6))).toEqual([
    1, 1, 0.5, 0.5, 0.25, 0.25,
  ]);
  expect(rounded(rates(schedules.multiStep(1, { at: [1, 4] }), 6))).toEqual([1, 0.1, 0.1, 0.1, 0.01, 0.01]);
});

test('cosine: from the rate to the minimum, step by step', () => {
  const schedule = schedules.cosine(0.2, { minimum: 0.1 });
  expect(rounded(rates(schedule, 10).slice(0, 6))).toEqual([
    0.2, 0.197553, 0.190451, 0.179389, 0.165451, 0.15,
  ]);
  expect(schedule({ done: 9.999, epochs: 10 })).toBeCloseTo(0.1);
  expect(schedule({ done: 0.5, epochs: 10 })).toBeLessThan(0.2);
});

test('warm-up: rises in a line, then the schedule has the epochs that are left', () => {
  const schedule = schedules.warmUp(schedules.cosine(1), { epochs: 2, from: 0.1 });
  const at = (done: number): number => schedule({ done, epochs: 10 });
  expect(rounded([at(0), at(0.5), at(1), at(1.5), at(2)])).toEqual([0.1, 0.325, 0.55, 0.775, 1]);
  expect(at(6)).toBeCloseTo(0.5);
  const steps = schedules.warmUp(schedules.multiStep(1, { at: [3] }), { epochs: 1 });
  expect(rounded(rates(steps, 5))).toEqual([0, 1, 1, 1, 0.1]);
});

test('scaled by the batch: the authors’ rates for 8, 4 and 2 devices', () => {
  const rate = (batch: number): number => schedules.scaleRate(0.1, { batch, base: 128 });
  expect([rate(128), rate(64), rate(32)]).toEqual([0.1, 0.05, 0.025]);
});
