import type { Context } from '../context.ts';

/** A document on a line of its own. Numbers that JSON lacks become null. */
export function writeJson({ stdout }: Context, document: unknown): void {
  stdout.write(`${JSON.stringify(document)}\n`);
}
