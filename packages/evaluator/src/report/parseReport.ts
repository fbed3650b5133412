import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { EvaluatorError } from '../errors.ts';
import { REPORT_VERSION, reportSchema, type Report } from './schema.ts';

/**
 * A report out of its JSON.
 *
 * @param source - where the text is from, for errors
 * @throws {EvaluatorError} `EVALUATOR_BAD_REPORT`
 */
export function parseReport(text: string, source = 'the report'): Report {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw badReport(source, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const result = reportSchema.safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue!.path.length > 0 ? ` at ${z.core.toDotPath(issue!.path)}` : '';
  throw badReport(source, `'${issue!.message}'${place}`, result.error);
}

/** @throws {EvaluatorError} `EVALUATOR_BAD_REPORT`; and what reading the file throws */
export async function readReport(path: string): Promise<Report> {
  return parseReport(await readFile(path, 'utf8'), path);
}

function badReport(source: string, received: string, cause: unknown): EvaluatorError {
  return new EvaluatorError(
    'EVALUATOR_BAD_REPORT',
    `expected a report of version ${REPORT_VERSION} in ${source} but received ${received}: write one with toJson`,
    { cause },
  );
}
