import type { Report } from '../report/schema.ts';

/** A figure that gates can ask for. */
export interface Figure {
  readonly better: 'higher' | 'lower';
  /** Behind its number. */
  readonly unit: '' | ' %' | ' ms' | '/s';
  /** Undefined if this report has no such figure. */
  read(report: Report): number | undefined;
}

const higher = (read: Figure['read'], unit: Figure['unit'] = ''): Figure => ({
  better: 'higher',
  unit,
  read,
});
const lower = (read: Figure['read'], unit: Figure['unit'] = ''): Figure => ({ better: 'lower', unit, read });

const figures: Readonly<Record<string, Figure>> = {
  top1: higher(({ top1 }) => top1, ' %'),
  top5: higher(({ top5 }) => top5, ' %'),
  // What the true accuracy is at least, at the report's confidence: a gate on few samples that noise does not open.
  'top1.low': higher(({ intervals }) => intervals.top1.wilson[0], ' %'),
  'top5.low': higher(({ intervals }) => intervals.top5.wilson[0], ' %'),
  loss: lower(({ loss }) => loss),
  ece: lower(({ calibration }) => calibration.ece),
  mce: lower(({ calibration }) => calibration.mce),
  'macro.precision': higher(({ macro }) => macro.precision),
  'macro.recall': higher(({ macro }) => macro.recall),
  'macro.f1': higher(({ macro }) => macro.f1),
  'weighted.precision': higher(({ weighted }) => weighted.precision),
  'weighted.recall': higher(({ weighted }) => weighted.recall),
  'weighted.f1': higher(({ weighted }) => weighted.f1),
  'worst.precision': higher(worstOf('precision')),
  'worst.recall': higher(worstOf('recall')),
  'worst.f1': higher(worstOf('f1')),
  'latency.mean': lower(({ timing }) => timing.latency.mean, ' ms'),
  'latency.p50': lower(({ timing }) => timing.latency.p50, ' ms'),
  'latency.p90': lower(({ timing }) => timing.latency.p90, ' ms'),
  'latency.p95': lower(({ timing }) => timing.latency.p95, ' ms'),
  'latency.p99': lower(({ timing }) => timing.latency.p99, ' ms'),
  samplesPerSecond: higher(({ timing }) => timing.samplesPerSecond, '/s'),
  samples: higher(({ samples }) => samples),
};

export const figureNames = Object.keys(figures);

type ClassScore = 'precision' | 'recall' | 'f1';

/**
 * The figure of a name: one of {@link figureNames}; `precision.CLASS`, `recall.CLASS` or `f1.CLASS` of a class by its
 * name or index; or `extra.NAME`, which is better when higher.
 */
export function figureOf(name: string): Figure | undefined {
  if (Object.hasOwn(figures, name)) return figures[name];
  const [, kind, of] = /^(precision|recall|f1|extra)\.(.+)$/s.exec(name) ?? [];
  if (kind === undefined || of === undefined) return undefined;
  if (kind === 'extra') {
    return higher(({ extra }) => (extra && Object.hasOwn(extra, of) ? extra[of] : undefined));
  }
  return higher(({ perClass }) => {
    const scores =
      perClass.find((each) => each.name === of) ?? perClass.find(({ index }) => String(index) === of);
    return scores?.[kind as ClassScore];
  });
}

/** The least score of a class that occurs. */
function worstOf(score: ClassScore): Figure['read'] {
  return ({ perClass }) =>
    perClass.reduce(
      (least, scores) => (scores.support > 0 ? Math.min(least, scores[score]) : least),
      Number.POSITIVE_INFINITY,
    );
}
