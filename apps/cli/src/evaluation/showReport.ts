import type { Comparison, GateResult, Report } from '@resnext/evaluator';
import type { Context } from '../context.ts';
import { accuracy, count, decimal } from '../output/numbers.ts';
import { styleFor } from '../output/style.ts';
import { writeTable } from '../output/table.ts';

/** Shows people the figures of a report, the comparison with a baseline and the gates. */
export function showReport(context: Context, report: Report): void {
  writeFigures(context, report);
  if (report.comparison) writeComparison(context, report.comparison);
  if (report.gates) writeGates(context, report.gates.results);
}

function writeFigures(context: Context, report: Report): void {
  const { intervals, calibration, timing } = report;
  const confidence = `${Math.round(100 * intervals.confidence)} %`;
  const between = ([low, high]: readonly [number, number]): string =>
    `${low.toFixed(2)} % to ${high.toFixed(2)} %`;
  const rows: (readonly [string, string])[] = [
    ['top-1 accuracy', accuracy(report.top1)],
    [`${confidence} interval`, between(intervals.top1.wilson)],
    ['top-5 accuracy', accuracy(report.top5)],
    ['loss', decimal(report.loss, 4)],
    ['macro F1', decimal(report.macro.f1, 4)],
    ['calibration error', decimal(calibration.ece, 4)],
    ['images', count(report.samples)],
    ['images a second', decimal(timing.samplesPerSecond, 1)],
    ['milliseconds a batch', `${decimal(timing.latency.p50, 1)} (99 %: ${decimal(timing.latency.p99, 1)})`],
  ];
  const leftOut = report.skippedSamples + (report.skipped?.length ?? 0);
  if (leftOut > 0) rows.push(['images left out', count(leftOut)]);
  writeTable(
    context,
    [
      { title: `${report.model} on the test images of ${report.dataset}`, value: ([label]) => label },
      { title: '', value: ([, value]) => value, align: 'right' },
    ],
    rows,
  );
}

function writeComparison(context: Context, { top1, loss, baseline }: Comparison): void {
  const sign = (value: number, digits: number): string => `${value > 0 ? '+' : ''}${decimal(value, digits)}`;
  const rows = [
    [
      'top-1',
      sign(top1.difference, 2),
      `${top1.lost} lost, ${top1.gained} gained`,
      top1.pValue,
      top1.verdict,
    ],
    ['loss', sign(loss.difference, 4), '', loss.pValue, loss.verdict],
  ] as const;
  context.stdout.write('\n');
  writeTable(
    context,
    [
      { title: `beside ${baseline.model ?? 'the baseline'}`, value: ([name]) => name },
      { title: 'difference', value: ([, difference]) => difference, align: 'right' },
      { title: 'images', value: ([, , images]) => images },
      { title: 'p', value: ([, , , p]) => decimal(p, 4), align: 'right' },
      { title: 'verdict', value: ([, , , , verdict]) => verdict },
    ],
    rows,
  );
}

function writeGates({ stdout, env }: Context, results: readonly GateResult[]): void {
  const { green, yellow, red } = styleFor(stdout, env);
  const mark = { passed: green('passed '), warned: yellow('warning'), failed: red('failed ') } as const;
  stdout.write('\n');
  for (const { status, message } of results) stdout.write(`${mark[status]}  ${message}\n`);
}
