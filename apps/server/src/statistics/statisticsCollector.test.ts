import { describe, expect, it } from 'vitest';
import { ServerError, type ServerErrorCode } from '../errors.ts';
import { StatisticsCollector } from './statisticsCollector.ts';

describe('StatisticsCollector', () => {
  it.each<[ServerErrorCode, string]>([
    ['SERVER_QUEUE_FULL', 'REJECTED'],
    ['SERVER_TIMEOUT', 'REJECTED'],
    ['SERVER_UNAVAILABLE', 'REJECTED'],
    ['SERVER_CANCELLED', 'CANCELED'],
    ['SERVER_INTERNAL', 'BACKEND'],
    ['SERVER_BAD_REQUEST', 'OTHER'],
  ])('counts %s as %s', (code, reason) => {
    const statistics = new StatisticsCollector();
    statistics.failed(new ServerError(code, 'expected better'), 5);
    const { fail, failReasons } = statistics.read(0);
    expect(fail).toEqual({ count: 1, ns: 5 });
    expect(failReasons).toEqual({ REJECTED: 0, CANCELED: 0, BACKEND: 0, OTHER: 0, [reason]: 1 });
  });

  it('counts what is no ServerError as the backend', () => {
    const statistics = new StatisticsCollector();
    statistics.failed(new Error('no memory'), 1);
    expect(statistics.read(0).failReasons.BACKEND).toBe(1);
  });

  it('keeps what it was when it was read', () => {
    const statistics = new StatisticsCollector();
    const before = statistics.read(3);
    statistics.executed(2, { input: 1, infer: 2, output: 3 });
    statistics.failed(new Error('no memory'), 1);
    expect(before).toMatchObject({ pending: 3, executions: 0, batches: [], failReasons: { BACKEND: 0 } });
  });
});
