import { move, transferableSymbol, valueSymbol } from 'piscina';
import { toPlainError, type PlainError } from '../../threads/plainError.ts';
import { buffersOf, parseTask, type Parsed, type ParseTask } from './task.ts';

/** What the thread says; an error loses its class on the way. */
export type ParseOutcome = { readonly parsed: Parsed } | { readonly error: PlainError };

/** Reads a body on the thread that this runs on; what it found is moved back. */
export async function parseElsewhere(task: ParseTask): Promise<ParseOutcome> {
  try {
    const parsed = await parseTask(task);
    // piscina sends `valueSymbol`, whatever the type that it is hidden in.
    return move({
      get [transferableSymbol]() {
        return buffersOf(parsed);
      },
      get [valueSymbol]() {
        return { parsed };
      },
    }) as unknown as ParseOutcome;
  } catch (error) {
    return { error: toPlainError(error) };
  }
}
