import type { Results } from '../results.ts';
import { absences, circumstances, memoryTable, timesTable, type Table } from './rows.ts';

/** The results for people at a terminal. */
export function toTerminal(results: Results): string {
  const parts = [circumstances(results), align(timesTable(results))];
  const memory = memoryTable(results);
  if (memory.rows.length > 0) parts.push(align(memory));
  const absent = absences(results);
  if (absent.length > 0) parts.push(['Not taking part:', ...absent.map((line) => `  ${line}`)].join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function align({ head, rows }: Table): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
