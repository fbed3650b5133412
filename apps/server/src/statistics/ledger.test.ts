import { expect, it } from 'vitest';
import { Ledger } from './ledger.ts';
import { StatisticsCollector } from './statisticsCollector.ts';

it('Ledger adds up what a version did each time that it was loaded', () => {
  const ledger = new Ledger();
  const durations = { queue: 1, computeInput: 2, computeInfer: 3, computeOutput: 4 };
  for (const version of ['1', '1', '2']) {
    const loaded = new StatisticsCollector(ledger.of('m', version));
    loaded.succeeded(5, durations, 10);
    loaded.failed(new Error('no memory'), 7);
    loaded.executed(5, { input: 2, infer: 3, output: 4 });
    expect(loaded.read(0)).toMatchObject({ inferences: 5, executions: 1, success: { count: 1, ns: 10 } });
  }
  expect(ledger.read()).toMatchObject([
    {
      name: 'm',
      version: '1',
      statistics: {
        inferences: 10,
        executions: 2,
        success: { count: 2, ns: 20 },
        fail: { count: 2, ns: 14 },
        failReasons: { BACKEND: 2 },
        computeInfer: { count: 2, ns: 6 },
        batches: [{ size: 5, computeInfer: { count: 2, ns: 6 } }],
      },
    },
    { name: 'm', version: '2', statistics: { inferences: 5 } },
  ]);
});
