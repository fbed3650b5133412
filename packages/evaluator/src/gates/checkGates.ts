import { compareRuns } from '../compare/compareRuns.ts';
import { EvaluatorError } from '../errors.ts';
import type { Comparison, GateOutcome, GateResult, Report } from '../report/schema.ts';
import { figureOf, type Figure } from './figures.ts';
import { checkedGates } from './parse.ts';
import { allowance, type Gate, type GateInput } from './schema.ts';

/** What gates are checked with. */
export interface CheckGatesOptions {
  /** The report of the model that this one must not fall behind. */
  readonly baseline?: Report;
  /** Of the paired bootstrap. Default 0. */
  readonly seed?: number;
}

/**
 * Checks a report against gates. A figure that is NaN passes none.
 *
 * @param gates - a list, or what a file of gates holds
 * @throws {EvaluatorError} `EVALUATOR_BAD_GATES`, `EVALUATOR_NO_BASELINE`, or `EVALUATOR_DIFFERENT_SAMPLES` if a gate asks
 * for significance and the reports cannot be compared sample by sample
 */
export function checkGates(
  report: Report,
  gates: readonly GateInput[] | { readonly gates: readonly GateInput[] },
  options: CheckGatesOptions = {},
): GateOutcome {
  const results = checkedGates(gates).map((gate) => checkGate(report, gate, options));
  return { passed: results.every(({ status }) => status !== 'failed'), results };
}

/** One thing that a gate asks for. */
interface Demand {
  readonly expected: string;
  readonly isMet: boolean;
}

function checkGate(report: Report, gate: Gate, options: CheckGatesOptions): GateResult {
  const figure = figureOf(gate.metric)!;
  const value = valueOf(report, gate.metric, figure, 'the report');
  const demands = [
    ...(gate.min === undefined ? [] : [atLeast(value, gate.min, figure)]),
    ...(gate.max === undefined ? [] : [atMost(value, gate.max, figure)]),
    ...(gate.baseline === undefined ? [] : [besideBaseline(report, value, gate, figure, options)]),
  ];
  const isPassed = demands.every(({ isMet }) => isMet);
  const asked = demands
    .filter(({ isMet }) => !isMet)
    .map((demand) => demand.expected)
    .join(' and ');
  const expected = demands.map((demand) => demand.expected).join(', ');
  return {
    name: gate.name ?? nameOf(gate, figure),
    metric: gate.metric,
    level: gate.level,
    status: isPassed ? 'passed' : gate.level === 'warn' ? 'warned' : 'failed',
    value,
    expected,
    message: isPassed
      ? `received ${format(value, figure)} for ${gate.metric}, expected ${expected}`
      : `expected ${gate.metric} ${asked} but received ${format(value, figure)}`,
  };
}

/** The same in every run, so that a history of test cases finds it again. */
function nameOf({ metric, min, max, baseline }: Gate, figure: Figure): string {
  const parts = [
    min === undefined ? '' : `>= ${format(min, figure)}`,
    max === undefined ? '' : `<= ${format(max, figure)}`,
    baseline === undefined ? '' : 'not worse than the baseline',
    baseline?.tolerance === undefined ? '' : `by more than ${baseline.tolerance}`,
    baseline?.significance === undefined ? '' : `(significance ${baseline.significance})`,
  ];
  return [metric, ...parts.filter(Boolean)].join(' ');
}

function atLeast(value: number, limit: number, figure: Figure): Demand {
  return { expected: `>= ${format(limit, figure)}`, isMet: value >= limit };
}

function atMost(value: number, limit: number, figure: Figure): Demand {
  return { expected: `<= ${format(limit, figure)}`, isMet: value <= limit };
}

function besideBaseline(
  report: Report,
  value: number,
  { metric, baseline: rule }: Gate,
  figure: Figure,
  { baseline, seed }: CheckGatesOptions,
): Demand {
  if (baseline === undefined) {
    throw new EvaluatorError(
      'EVALUATOR_NO_BASELINE',
      `expected a report to compare ${metric} with but received none: pass a baseline`,
    );
  }
  const { tolerance, significance } = rule!;
  const before = valueOf(baseline, metric, figure, 'the baseline');
  const allowed = allowance(tolerance, before);
  const isHigher = figure.better === 'higher';
  const limit = isHigher ? before - allowed : before + allowed;
  const isWithin = isHigher ? value >= limit : value <= limit;
  const expected = `${isHigher ? '>=' : '<='} ${format(limit, figure)} (baseline ${format(before, figure)})`;
  if (significance === undefined) return { expected, isMet: isWithin };
  const { verdict, pValue } = compareRuns(report, baseline, { seed, significance })[metric as ComparedMetric];
  return {
    expected: `${expected}, or a difference that may be noise (p >= ${significance}, it is ${pValue.toPrecision(2)})`,
    isMet: isWithin || (verdict !== 'worse' && !Number.isNaN(value)),
  };
}

type ComparedMetric = keyof Pick<Comparison, 'top1' | 'top5' | 'loss'>;

function valueOf(report: Report, metric: string, figure: Figure, whose: string): number {
  const value = figure.read(report);
  if (value !== undefined) return value;
  throw new EvaluatorError(
    'EVALUATOR_BAD_GATES',
    `expected a figure that ${whose} has but received the metric '${metric}': check the name of the class or figure`,
  );
}

function format(value: number, { unit }: Figure): string {
  return `${Number(value.toPrecision(6))}${unit}`;
}
