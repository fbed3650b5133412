import type { Report } from '../report/schema.ts';

type Cell = string | number | boolean | undefined;

/** The columns, in their order; new ones are added at the end. */
const columns: readonly (readonly [name: string, of: (report: Report) => Cell])[] = [
  ['date', ({ date }) => date],
  ['model', ({ model }) => model],
  ['weights', ({ weights }) => weights],
  ['dataset', ({ dataset }) => dataset],
  ['samples', ({ samples }) => samples],
  ['top1', ({ top1 }) => top1],
  ['top1_low', ({ intervals }) => intervals.top1.wilson[0]],
  ['top1_high', ({ intervals }) => intervals.top1.wilson[1]],
  ['top5', ({ top5 }) => top5],
  ['loss', ({ loss }) => loss],
  ['macro_f1', ({ macro }) => macro.f1],
  ['ece', ({ calibration }) => calibration.ece],
  ['mce', ({ calibration }) => calibration.mce],
  ['latency_p50', ({ timing }) => timing.latency.p50],
  ['latency_p95', ({ timing }) => timing.latency.p95],
  ['samples_per_second', ({ timing }) => timing.samplesPerSecond],
  ['views', ({ protocol }) => protocol.views],
  ['merge', ({ protocol }) => protocol.merge],
  ['gates_passed', ({ gates }) => gates?.passed],
];

/** The line of titles, with its end. */
export const csvHeader = `${columns.map(([name]) => name).join(',')}\n`;

/** The report as one line of a table (RFC 4180), with its end; a cell without a figure is empty. */
export function toCsvLine(report: Report): string {
  return `${columns.map(([, of]) => cell(of(report))).join(',')}\n`;
}

function cell(value: Cell): string {
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return '';
  const text = String(value);
  // A text that a spreadsheet would take for a formula is made one that it does not.
  const harmless = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
