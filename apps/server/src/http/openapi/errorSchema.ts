import { named, object, text } from './schema.ts';

export const errorSchema = named(
  'Error',
  object({ error: { ...text, description: 'a sentence: what was expected, and what came' } }),
);
