import { Piscina } from 'piscina';
import { threadProgram } from '../../threadProgram.ts';
import { fromPlainError } from '../../threads/plainError.ts';
import type { ImageFile } from '../../protocol/imageFile.ts';
import type { InferRequest } from '../../protocol/inferRequest.ts';
import type { ParseOutcome } from './parseElsewhere.ts';
import { parseTask, type ImageFilesTask, type InferTask, type Parsed, type ParseTask } from './task.ts';

/** Reads bodies: small ones at once, large ones on another thread, so that nobody else's answer waits for them. */
export interface Parser {
  infer(task: Omit<InferTask, 'kind'>): Promise<InferRequest>;
  imageFiles(task: Omit<ImageFilesTask, 'kind'>): Promise<ImageFile[]>;
  close(): Promise<void>;
}

/** Text of this size is read in a millisecond or two. */
const SMALL_BYTES = 64 * 1024;

export function startParser(): Parser {
  const { url, execArgv } = threadProgram('parser');
  const pool = new Piscina({ filename: url.href, execArgv, minThreads: 0, maxThreads: 1 });

  async function parse(task: ParseTask): Promise<Parsed> {
    if (textBytes(task) <= SMALL_BYTES) return parseTask(task);
    // The body was received into memory of its own, see receiveBody.
    const outcome = (await pool.run(task, {
      transferList: [task.body.buffer as ArrayBuffer],
    })) as ParseOutcome;
    if ('error' in outcome) throw fromPlainError(outcome.error);
    return outcome.parsed;
  }

  return {
    infer: async (task) => (await parse({ kind: 'infer', ...task })) as InferRequest,
    imageFiles: async (task) => (await parse({ kind: 'imageFiles', ...task })) as ImageFile[],
    close: () => pool.close(),
  };
}

/** How much of a body has to be looked at byte by byte. */
function textBytes(task: ParseTask): number {
  const { body } = task;
  if (task.kind === 'infer') return Math.min(task.headerLength ?? body.length, body.length);
  return /^(application\/json|multipart\/)/i.test(task.contentType ?? '') ? body.length : 0;
}
