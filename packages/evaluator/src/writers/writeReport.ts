import { appendFile, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { EvaluatorError } from '../errors.ts';
import type { Report } from '../report/schema.ts';
import { csvHeader, toCsvLine } from './csv.ts';
import { toHtml } from './html/html.ts';
import { toJson } from './json.ts';
import { toJUnit } from './junit.ts';
import { toMarkdown } from './markdown.ts';

const writers: Readonly<Record<string, (report: Report) => string>> = {
  '.json': toJson,
  '.md': toMarkdown,
  '.html': toHtml,
  '.xml': toJUnit,
};

/** What a file for {@link writeReport} may end in. */
export const reportExtensions: readonly string[] = [...Object.keys(writers), '.csv'];

/**
 * Checks a path before there is a report to write to it.
 *
 * @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION` if its ending is none of {@link reportExtensions}
 */
export function checkReportPath(path: string): string {
  if (reportExtensions.includes(extname(path).toLowerCase())) return path;
  throw new EvaluatorError(
    'EVALUATOR_INVALID_OPTION',
    `expected a file that ends in ${reportExtensions.join(', ')} for a report but received '${path}': ` +
      'the ending says what to write',
  );
}

/**
 * Writes a report as what the path ends in: `.json`, `.md`, `.html`, `.xml` (JUnit), whole or not at all; or adds it as a
 * line to a `.csv`, which begins with the titles.
 *
 * @throws {EvaluatorError} `EVALUATOR_INVALID_OPTION`; and errors of the file system
 */
export async function writeReport(report: Report, path: string): Promise<void> {
  const write = writers[extname(checkReportPath(path)).toLowerCase()];
  if (write !== undefined) return writeFileAtomic(path, write(report));
  await addCsvLine(path, toCsvLine(report));
}

async function addCsvLine(path: string, line: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (before === '') return writeFileAtomic(path, csvHeader + line);
  if (!before.startsWith(csvHeader)) {
    throw new EvaluatorError(
      'EVALUATOR_INVALID_OPTION',
      `expected a table with the titles of reports in ${path} but received '${before.slice(0, 60)}': give another file`,
    );
  }
  // A line that another process cut off must not take this one along.
  await appendFile(path, before.endsWith('\n') ? line : `\n${line}`);
}
