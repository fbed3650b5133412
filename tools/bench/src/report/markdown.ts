import type { Results } from '../results.ts';
import { absences, circumstances, memoryTable, timesTable, type Table } from './rows.ts';

const START = '<!-- results: written by `npm run bench -- --markdown` -->';
const END = '<!-- end of results -->';

/**
 * Puts the results between the two markers of a document.
 *
 * @throws Error when the document has no such place
 */
export function replaceResults(document: string, results: Results): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start < 0 || end < start)
    throw new Error(`expected the lines ${START} and ${END} in the document but found none`);
  return `${document.slice(0, start + START.length)}\n\n${toMarkdown(results)}\n${document.slice(end)}`;
}

function toMarkdown(results: Results): string {
  const parts = [circumstances(results), pipes(timesTable(results))];
  const memory = memoryTable(results);
  if (memory.rows.length > 0) parts.push(pipes(memory));
  const absent = absences(results);
  if (absent.length > 0)
    parts.push(['Not taking part:', '', ...absent.map((line) => `- ${line}`)].join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function pipes({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
