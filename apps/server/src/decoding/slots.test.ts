import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from './slots.ts';

describe('slots', () => {
  it('start tasks in their order, never more than there are, and none that was cancelled before', async () => {
    const task = fc.record({ cancelled: fc.boolean(), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(task, { maxLength: 30 }),
        async (count, tasks) => {
          const slots = new Slots(count, 30);
          const started: number[] = [];
          let running = 0;
          const ends: (() => void)[] = [];
          const outcomes = tasks.map(({ cancelled, fails }, index) => {
            const controller = new AbortController();
            const outcome = slots.run(async () => {
              started.push(index);
              expect(++running).toBeLessThanOrEqual(count);
              await new Promise<void>((resolve) => ends.push(resolve));
              running--;
              if (fails) throw new Error('failed');
              return index;
            }, controller.signal);
            return { outcome, cancel: () => cancelled && controller.abort() };
          });
          // Those that wait are cancelled; the signal comes too late for those that run.
          const late = Math.min(count, tasks.length);
          await Promise.resolve();
          for (const { cancel } of outcomes) cancel();
          const settled = Promise.allSettled(outcomes.map(({ outcome }) => outcome));
          const expected = tasks.flatMap(({ cancelled }, index) =>
            cancelled && index >= late ? [] : [index],
          );
          while (ends.length > 0) {
            ends.shift()!();
            await new Promise((resolve) => setImmediate(resolve));
          }
          const results = await settled;
          expect(started).toEqual(expected);
          for (const [index, { cancelled, fails }] of tasks.entries()) {
            const result = results[index]!;
            if (cancelled && index >= late) {
              expect(result).toMatchObject({ status: 'rejected', reason: { code: 'SERVER_CANCELLED' } });
            } else expect(result.status).toBe(fails ? 'rejected' : 'fulfilled');
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuse more that wait than are allowed', async () => {
    const slots = new Slots(1, 1);
    const end = new AbortController();
    const task = () => new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve()));
    const running = slots.run(task);
    const waiting = slots.run(async () => 'served');
    await expect(slots.run(async () => {})).rejects.toMatchObject({ code: 'SERVER_QUEUE_FULL' });
    end.abort();
    await running;
    expect(await waiting).toBe('served');
    expect(await slots.run(async () => 'free again')).toBe('free again');
  });
});
