import type { Report } from '../report/schema.ts';

/** The report as a JSON document that `parseReport` reads; NaN and infinity become null. */
export function toJson(report: Report): string {
  return `${JSON.stringify(report)}\n`;
}
