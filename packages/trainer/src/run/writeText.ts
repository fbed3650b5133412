import writeFileAtomic from 'write-file-atomic';
import { TrainerError } from '../errors.ts';

/** Writes a text whole or not at all. */
export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrainerError('TRAINER_CANNOT_WRITE', `expected to write ${path} but ${reason}`, { cause });
  }
}
