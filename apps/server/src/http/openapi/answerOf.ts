import type { Schema } from './schema.ts';

/** What a route answers, in JSON, by the name of its schema. */
export function answerOf(description: string, { $id }: Schema) {
  return { description, content: { 'application/json': { schema: { $ref: `${$id}#` } } } };
}
