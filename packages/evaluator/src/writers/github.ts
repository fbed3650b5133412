import { appendFile, stat } from 'node:fs/promises';
import type { GateResult, Report } from '../report/schema.ts';
import { toMarkdown } from './markdown.ts';
import { title } from './words.ts';

/** What GitHub takes of a step. */
const SUMMARY_BYTES = 1024 * 1024;
const ANNOTATIONS = 10;

/** The environment that GitHub's runners set. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a step of GitHub Actions runs: adds the report to the step's summary, and returns the annotations for gates that
 * did not pass, as lines to print. Elsewhere: nothing.
 *
 * @param env - `process.env`
 * @returns lines with their ends, or ''
 */
export async function publishToGitHub(report: Report, env: Environment): Promise<string> {
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary) await addToSummary(summary, toMarkdown(report));
  return env['GITHUB_ACTIONS'] === 'true' ? toAnnotations(report) : '';
}

/** Workflow commands that GitHub shows as annotations: errors before warnings, no more than it shows of a step. */
function toAnnotations(report: Report): string {
  const results = report.gates?.results ?? [];
  const annotate = (kind: 'error' | 'warning', { message, name }: GateResult): string =>
    `::${kind} title=${escapeProperty(`${title(report)}: ${name}`)}::${escapeData(message)}\n`;
  const of = (status: GateResult['status'], kind: 'error' | 'warning'): string[] =>
    results
      .filter((result) => result.status === status)
      .slice(0, ANNOTATIONS)
      .map((result) => annotate(kind, result));
  return [...of('failed', 'error'), ...of('warned', 'warning')].join('');
}

/** A summary that is too long would be refused as a whole, with what earlier commands of the step wrote. */
async function addToSummary(path: string, markdown: string): Promise<void> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  const text = `${markdown}\n`;
  if (size + Buffer.byteLength(text) <= SUMMARY_BYTES) await appendFile(path, text);
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
