import { z } from 'zod';

const percent = /^(\d+(?:\.\d+)?)\s*%$/;

/** How much worse than the baseline may be: in the figure's own unit, or as a share of the baseline's value. */
const tolerance = z.union([
  z.number().nonnegative(),
  z.string().regex(percent, "expected a number or a share such as '1 %'"),
]);

const gate = z
  .strictObject({
    metric: z.string().min(1).describe('top1, top5, loss, ece, macro.f1, recall.CLASS, latency.p95, ...'),
    name: z.string().min(1).optional().describe('what the gate is called in reports'),
    min: z.number().optional().describe('the least value that passes'),
    max: z.number().optional().describe('the greatest value that passes'),
    baseline: z
      .strictObject({
        tolerance: tolerance
          .optional()
          .describe("how much worse than the baseline passes: 0.5, or '1 %' of it"),
        significance: z
          .number()
          .gt(0)
          .lt(1)
          .optional()
          .describe(
            'top1, top5 and loss: a difference fails only if it is significant, with a p-value below this',
          ),
      })
      .optional()
      .describe('must not be worse than the baseline'),
    level: z.enum(['error', 'warn']).default('error'),
  })
  .refine(
    ({ min, max, baseline }) => min !== undefined || max !== undefined || baseline !== undefined,
    'expected min, max or baseline',
  )
  .refine(
    ({ min, max }) => min === undefined || max === undefined || min <= max,
    'expected min to be at most max',
  );

export const gatesSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).default(1),
  gates: z.array(gate).min(1),
});

/** What a report must fulfil. */
export type Gate = z.output<typeof gate>;
/** A gate as people write it, with what may be left out left out. */
export type GateInput = z.input<typeof gate>;

/** What may be lost beside a baseline of this value. */
export function allowance(given: number | string | undefined, baseline: number): number {
  if (given === undefined) return 0;
  if (typeof given === 'number') return given;
  return (Number(percent.exec(given)![1]) / 100) * Math.abs(baseline);
}
