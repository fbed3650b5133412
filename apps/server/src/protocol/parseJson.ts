import type { z } from 'zod';
import { badRequest } from './badRequest.ts';
import { checkNesting } from './checkNesting.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON of a form.
 *
 * @throws ServerError `SERVER_BAD_REQUEST`, naming the first thing that does not fit.
 */
export function parseJson<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  checkNesting(bytes);
  const parsed = schema.safeParse(read(bytes));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badRequest(sentence(issue!));
}

function read(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw badRequest(`expected JSON but received what is none: ${(error as Error).message}`);
  }
}

function sentence({ path, message }: z.core.$ZodIssue): string {
  const where = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const name = where === '' ? 'the request' : where.replace(/^\./, '');
  const [, expected, received] = /^Invalid input: expected (.+), received (.+)$/.exec(message) ?? [];
  if (expected === undefined) return `expected ${name} as the protocol says: ${message}`;
  return `expected ${expected} for ${name} but received ${received === 'undefined' ? 'nothing' : received}`;
}
