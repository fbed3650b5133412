import { moveBack } from '../../threads/moveBack.ts';
import { toPlainError, type PlainError } from '../../threads/plainError.ts';
import { buffersOf, parseTask, type Parsed, type ParseTask } from './task.ts';

/** What the thread says; an error loses its class on the way. */
export type ParseOutcome = { readonly parsed: Parsed } | { readonly error: PlainError };

/** Reads a body on the thread that this runs on; what it found is moved back. */
export async function parseElsewhere(task: ParseTask): Promise<ParseOutcome> {
  try {
    const parsed = await parseTask(task);
    return moveBack({ parsed }, buffersOf(parsed));
  } catch (error) {
    return { error: toPlainError(error) };
  }
}
