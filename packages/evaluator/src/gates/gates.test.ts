import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvaluatorError } from '../errors.ts';
import { reportOf } from '../testing/reports.ts';
import { checkGates } from './checkGates.ts';
import { figureNames, figureOf } from './figures.ts';
import { parseGateExpression, parseGates } from './parse.ts';
import type { GateInput } from './schema.ts';

const report = await reportOf(200, (index) => index % 5 > 0);
const statusOf = (gate: GateInput, options?: Parameters<typeof checkGates>[2]) =>
  checkGates(report, [gate], options).results[0]!.status;

describe('checkGates', () => {
  it.each<[GateInput, string]>([
    [{ metric: 'top1', min: 80 }, 'passed'],
    [{ metric: 'top1', min: 80.001 }, 'failed'],
    [{ metric: 'top1', min: 80.001, level: 'warn' }, 'warned'],
    [{ metric: 'top1', min: 10, max: 79 }, 'failed'],
    [{ metric: 'latency.p95', max: 10 }, 'passed'],
    [{ metric: 'latency.p95', max: 9 }, 'failed'],
    [{ metric: 'top1.low', min: 80 }, 'failed'],
    [{ metric: 'recall.bee', min: 0.8 }, 'passed'],
    [{ metric: 'recall.1', min: 0.8 }, 'passed'],
    [{ metric: 'worst.recall', min: 0.9 }, 'failed'],
    [{ metric: 'samples', min: 200, max: 200 }, 'passed'],
  ])('%o: %s', (gate, status) => {
    expect(statusOf(gate)).toBe(status);
  });

  it('says what was expected and what came, under a name that does not change', () => {
    const { results, passed } = checkGates(report, [
      { metric: 'top1', min: 90 },
      { metric: 'loss', max: 9, name: 'sane' },
    ]);
    expect(passed).toBe(false);
    expect(results).toMatchObject([
      { name: 'top1 >= 90 %', message: 'expected top1 >= 90 % but received 80 %', value: 80 },
      { name: 'sane', status: 'passed' },
    ]);
  });

  it('lets warnings pass', () => {
    expect(checkGates(report, [{ metric: 'top1', min: 99, level: 'warn' }]).passed).toBe(true);
  });

  it.each(figureNames)('never lets NaN pass as %s', (metric) => {
    const nan = JSON.parse(JSON.stringify(report), (key, value: unknown) =>
      typeof value === 'number' && key !== 'support' ? NaN : value,
    ) as typeof report;
    expect(checkGates(nan, [{ metric, min: -1e9, max: 1e9 }]).passed).toBe(false);
    expect(checkGates(nan, [{ metric, baseline: { tolerance: 1e9 } }], { baseline: report }).passed).toBe(
      false,
    );
  });

  it('compares with a baseline, within a tolerance', async () => {
    const baseline = await reportOf(200, (index) => index % 6 > 0);
    const drop = baseline.top1 - report.top1;
    const beside = (rule: NonNullable<GateInput['baseline']>, metric = 'top1') =>
      statusOf({ metric, baseline: rule }, { baseline });
    expect(beside({})).toBe('failed');
    expect(beside({ tolerance: drop + 1e-9 })).toBe('passed');
    expect(beside({ tolerance: drop - 0.1 })).toBe('failed');
    expect(beside({ tolerance: '5 %' })).toBe('passed');
    expect(beside({ tolerance: '1 %' })).toBe('failed');
    expect(beside({}, 'loss')).toBe('failed');
    expect(beside({ tolerance: 1 }, 'loss')).toBe('passed');
    // 7 of 200 fewer, on which they differ 62 times, is noise; a third of them is not.
    expect(beside({ significance: 0.05 })).toBe('passed');
    const much = await reportOf(200, () => true);
    expect(statusOf({ metric: 'top1', baseline: { significance: 0.05 } }, { baseline: much })).toBe('failed');
    expect(
      statusOf({ metric: 'top1', baseline: { tolerance: 25, significance: 0.05 } }, { baseline: much }),
    ).toBe('passed');
  });

  it('needs the figure, and the baseline if it compares with one', () => {
    const code = (gate: GateInput) => {
      try {
        return statusOf(gate);
      } catch (error) {
        return (error as EvaluatorError).code;
      }
    };
    expect(code({ metric: 'top1', baseline: {} })).toBe('EVALUATOR_NO_BASELINE');
    expect(code({ metric: 'top2', min: 1 })).toBe('EVALUATOR_BAD_GATES');
    expect(code({ metric: 'recall.cow', min: 1 })).toBe('EVALUATOR_BAD_GATES');
    expect(code({ metric: 'extra.speed', min: 1 })).toBe('EVALUATOR_BAD_GATES');
    expect(code({ metric: 'constructor', min: 1 })).toBe('EVALUATOR_BAD_GATES');
    expect(code({ metric: 'extra.constructor', min: 1 })).toBe('EVALUATOR_BAD_GATES');
    expect(code({ metric: 'top1' })).toBe('EVALUATOR_BAD_GATES');
    expect(code({ metric: 'ece', baseline: { significance: 0.05 } })).toBe('EVALUATOR_BAD_GATES');
  });

  it('takes figures that the caller added', () => {
    const gates = [{ metric: 'extra.speed', min: 3 }];
    expect(checkGates({ ...report, extra: { speed: 4 } }, gates).passed).toBe(true);
  });
});

describe('parseGates', () => {
  it('reads YAML and JSON, a list or a document', () => {
    const gates = [{ metric: 'top1', min: 75, level: 'error' }];
    expect(parseGates('gates:\n  - metric: top1\n    min: 75\n')).toEqual(gates);
    expect(parseGates('- { metric: top1, min: 75 }')).toEqual(gates);
    expect(parseGates('{"version": 1, "gates": [{"metric": "top1", "min": 75}]}')).toEqual(gates);
  });

  it.each([
    ['', 'nothing'],
    ['gates: []', 'no gate'],
    ['gates: [{ metric: top1, mni: 75 }]', 'a word that it does not know'],
    ['gates: [{ metric: top1, min: "75" }]', 'text for a number'],
    ['gates: [{ metric: top1, min: .nan }]', 'NaN'],
    ['gates: [{ metric: top1, min: 80, max: 70 }]', 'nothing that could pass'],
    ['gates: [{ metric: top1, baseline: { tolerance: 1 % of it } }]', 'a tolerance in words'],
    ['version: 2\ngates: [{ metric: top1, min: 1 }]', 'another version'],
    ['gates: [', 'broken YAML'],
    ['a: &a [*a, *a]', 'YAML that holds itself'],
  ])('refuses %j: %s', (text) => {
    expect(() => parseGates(text, 'gates.yml')).toThrow(
      expect.objectContaining({
        code: 'EVALUATOR_BAD_GATES',
        message: expect.stringMatching(/^expected gates in gates\.yml but received [^\n]+$/),
      }),
    );
  });

  it('gives gates or an error of ours for any text', () => {
    const words = fc.constantFrom(
      'gates:',
      '- ',
      'metric: top1',
      'min: 1',
      '\n',
      '  ',
      '&a',
      '*a',
      '{',
      '[',
      '"',
      '!!',
      ':',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join('')),
        ),
        (text) => {
          try {
            expect(parseGates(text).length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(EvaluatorError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('parseGateExpression', () => {
  it.each<[string, GateInput]>([
    ['top1>=75', { metric: 'top1', min: 75 }],
    [' loss <= 9e-1 ', { metric: 'loss', max: 0.9 }],
    ['recall.cat>=.5', { metric: 'recall.cat', min: 0.5 }],
    ['top1>=baseline', { metric: 'top1', baseline: { tolerance: undefined } }],
    ['top1>=baseline-0.5', { metric: 'top1', baseline: { tolerance: 0.5 } }],
    ['latency.p95<=baseline+10%', { metric: 'latency.p95', baseline: { tolerance: '10%' } }],
  ])('%s', (text, gate) => {
    expect(parseGateExpression(text)).toEqual({ ...gate, level: 'error' });
  });

  it.each([
    'top1',
    'top1>75',
    'top1>=',
    'top1>=a',
    'top1>=1..2',
    'top9>=1',
    'top1<=baseline+1',
    'top1>=baseline+1',
  ])('refuses %s', (text) => {
    expect(() => parseGateExpression(text)).toThrow(expect.objectContaining({ code: 'EVALUATOR_BAD_GATES' }));
  });
});

it('every figure is one of a report', () => {
  for (const name of figureNames) expect(figureOf(name)!.read(report)).toEqual(expect.any(Number));
});
