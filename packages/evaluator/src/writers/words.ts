import type { Report } from '../report/schema.ts';

/* Numbers and names as people read them in every kind of report. */

export function percent(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} %` : 'none';
}

/** A share from 0 to 1. */
export function sharePercent(value: number): string {
  return percent(100 * value);
}

export function decimal(value: number, digits = 4): string {
  return Number.isFinite(value) ? value.toFixed(digits) : 'none';
}

export function whole(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

export function milliseconds(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(value < 10 ? 2 : 1)} ms` : 'none';
}

export function signed(value: number, digits = 2): string {
  return `${value > 0 ? '+' : ''}${decimal(value, digits)}`;
}

export function pValue(value: number): string {
  if (Number.isNaN(value)) return 'none';
  return value < 0.001 ? '< 0.001' : value.toFixed(3);
}

export function range([low, high]: readonly [number, number], format: (value: number) => string): string {
  return `${format(low)} to ${format(high)}`;
}

/** What a class is called; samples without a prediction have the class -1. */
export function className({ classNames }: Pick<Report, 'classNames'>, index: number): string {
  return index < 0 ? 'no answer' : (classNames?.[index] ?? `class ${index}`);
}

/** What was judged, in a few words. */
export function title({ model, dataset }: Pick<Report, 'model' | 'dataset'>): string {
  return `${model ?? 'Model'}${dataset === undefined ? '' : ` on ${dataset}`}`;
}

/** The figures that come first in every report. */
export function headline(report: Report): (readonly [name: string, value: string, note: string])[] {
  const { intervals, calibration, timing, samples, expectedSamples, skippedSamples } = report;
  const sure = `${Math.round(100 * intervals.confidence)} % interval`;
  const seen = [
    expectedSamples !== undefined && expectedSamples !== samples + skippedSamples
      ? `${whole(expectedSamples)} expected`
      : '',
    skippedSamples > 0 ? `${whole(skippedSamples)} left out` : '',
  ].filter(Boolean);
  return [
    ['Top-1 accuracy', percent(report.top1), `${sure} ${range(intervals.top1.wilson, percent)}`],
    ['Top-5 accuracy', percent(report.top5), `${sure} ${range(intervals.top5.wilson, percent)}`],
    ['Loss', decimal(report.loss), `${sure} ${range(intervals.loss.bootstrap, decimal)}`],
    ['Macro F1', decimal(report.macro.f1), 'every class counts the same'],
    ['Calibration error', decimal(calibration.ece), `expected; at most ${decimal(calibration.mce)}`],
    ['Samples', whole(samples), seen.join(', ')],
    [
      'Time a batch',
      milliseconds(timing.latency.p50),
      `median; 99 % within ${milliseconds(timing.latency.p99)}; ${decimal(timing.samplesPerSecond, 1)} samples a second`,
    ],
  ];
}
