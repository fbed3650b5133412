import { mkdir, open, readFile, rm, truncate, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { EvaluatorError } from '../errors.ts';
import type { Judgement } from '../judgement.ts';
import { judgementsOf, Recorder, type Records } from './records.ts';
import { recordsSchema } from './schema.ts';

/** A batch that was judged. */
export interface JudgedBatch {
  readonly samples: readonly Judgement[];
  /** How long its prediction took. */
  readonly milliseconds: number;
  /** How many samples the batch held, with those that a map of labels left out. */
  readonly seen: number;
}

/** What keeps the batches of an evaluation, so that an interrupted one can go on. */
export interface Journal {
  /** What was judged before. */
  readonly batches: readonly JudgedBatch[];
  /** How many samples were seen before: where the batches have to go on. */
  readonly seen: number;
  /** Keeps one more batch. */
  append(batch: JudgedBatch): Promise<void>;
}

/** A journal in a file. */
export interface JournalFile extends Journal {
  /** Ends writing; the file stays, for the evaluation to go on. */
  close(): Promise<void>;
  /** Ends writing and takes the file away: the evaluation is over. */
  remove(): Promise<void>;
}

const headerSchema = z.object({
  format: z.literal('resnext-evaluation'),
  version: z.literal(1),
  key: z.string(),
});
const batchSchema = z.object({ seen: z.int().positive(), milliseconds: z.number(), samples: recordsSchema });

/**
 * Opens a journal: a line for what is evaluated, then a line for each batch. A last line that is cut off, as a process
 * that was killed leaves it, is dropped.
 *
 * @param key - tells evaluations apart: a journal of another one is refused
 * @param options.resume - go on with what the file holds, if there is one; else it is begun anew
 * @throws {EvaluatorError} `EVALUATOR_BAD_JOURNAL`, and errors of the file system
 */
export async function openJournal(
  path: string,
  key: string,
  { resume }: { readonly resume: boolean },
): Promise<JournalFile> {
  await mkdir(dirname(path), { recursive: true });
  const kept = resume ? await readJournal(path, key) : undefined;
  const file = await open(path, kept === undefined ? 'w' : 'a');
  if (kept === undefined) await writeLine(file, { format: 'resnext-evaluation', version: 1, key });
  else await truncate(path, kept.bytes);
  const batches = kept?.batches ?? [];
  return {
    batches,
    seen: batches.reduce((sum, { seen }) => sum + seen, 0),
    append: ({ samples, milliseconds, seen }) =>
      writeLine(file, { seen, milliseconds, samples: columnsOf(samples) }),
    close: () => file.close(),
    async remove() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}

function columnsOf(samples: readonly Judgement[]): Records {
  const recorder = new Recorder();
  for (const sample of samples) recorder.add(sample);
  return recorder.result();
}

async function writeLine(file: FileHandle, document: unknown): Promise<void> {
  await file.appendFile(`${JSON.stringify(document)}\n`);
}

/** The batches of a journal, and how many bytes of the file they take; nothing where no file has a whole first line. */
async function readJournal(
  path: string,
  key: string,
): Promise<{ batches: JudgedBatch[]; bytes: number } | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole === '') return undefined;
  const [first, ...lines] = whole.trimEnd().split('\n');
  const header = parseLine(headerSchema, first!, path);
  if (header.key !== key) {
    throw badJournal(path, 'that of this evaluation', 'one of another evaluation');
  }
  const batches = lines.map((line) => {
    const { samples, ...batch } = parseLine(batchSchema, line, path);
    return { ...batch, samples: [...judgementsOf(samples)] };
  });
  return { batches, bytes: Buffer.byteLength(whole) };
}

function parseLine<T>(schema: z.ZodType<T>, line: string, path: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw badJournal(path, 'lines of JSON as an evaluation writes them', `'${line.slice(0, 60)}'`, cause);
  }
}

function badJournal(path: string, expected: string, received: string, cause?: unknown): EvaluatorError {
  return new EvaluatorError(
    'EVALUATOR_BAD_JOURNAL',
    `expected ${expected} for the journal ${path} but received ${received}: evaluate anew`,
    { cause },
  );
}
