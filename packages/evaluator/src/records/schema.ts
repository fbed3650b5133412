import { z } from 'zod';

/** A number that JSON writes as null when it is none: NaN here, and infinity there. */
export const figure = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);

const integers = z.array(z.int());
const columnNames = ['index', 'label', 'prediction', 'rank', 'loss', 'confidence'] as const;

/** {@link Records} as JSON has them. */
export const recordsSchema = z
  .object({
    index: integers,
    label: integers,
    prediction: integers,
    rank: integers,
    loss: z.array(figure),
    confidence: z.array(figure),
  })
  .refine(
    (columns) => columnNames.every((name) => columns[name].length === columns.index.length),
    'expected columns of one length',
  );
