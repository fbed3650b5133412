import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalFile } from '@resnext/evaluator';
import { cacheFolder } from '@resnext/zoo';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

/** What a process without a user's surroundings lacks: it leaves nothing behind. */
const places = ['RESNEXT_HOME', 'XDG_CACHE_HOME', 'HOME', 'USERPROFILE'];

/** What makes one evaluation the same as another. */
export interface Evaluation {
  readonly weights: string;
  /** Everything else that its figures depend on. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Opens the journal of an evaluation, in the user's cache: what an interrupted one has done is there, whatever ended it.
 *
 * @returns undefined where nothing can be written, unless the user wants to go on with what is there
 */
export async function openEvaluationJournal(
  evaluation: Evaluation,
  { resume, context }: { readonly resume: boolean; readonly context: Context },
): Promise<JournalFile | undefined> {
  const { openJournal } = await import('@resnext/evaluator');
  if (!places.some((name) => context.env[name])) {
    if (!resume) return undefined;
    throw new CliError(
      `expected one of ${places.join(', ')} to say where --resume finds its state but received none`,
    );
  }
  const key = await keyOf(evaluation);
  const file = join(cacheFolder(context.env), 'evaluations', `${key}.jsonl`);
  const open = openJournal(file, key, { resume });
  // Who cannot write there loses the chance to go on, not the evaluation.
  return resume ? open : open.catch(() => undefined);
}

/** The file of the weights by its path, size and time, since reading all of it takes longer than many a batch. */
async function keyOf({ weights, settings }: Evaluation): Promise<string> {
  const path = await realpath(weights);
  const { size, mtimeMs } = await stat(path);
  const text = JSON.stringify({ path, size, mtimeMs, settings });
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
