import { z } from 'zod';
import { isSafeName, isVersion } from './names.ts';

/** A minute: who waits longer has gone. */
const LONGEST_DELAY = 60_000_000;

const versionSchema = z
  .union([z.int(), z.string()])
  .transform(String)
  .refine(isVersion, 'expected numbers from 1, as the folders of versions are named');

const versionPolicySchema = z.union(
  [
    z.literal('all'),
    z.strictObject({ latest: z.int().min(1) }),
    z.strictObject({ specific: z.array(versionSchema).min(1) }),
  ],
  { error: 'expected all, {latest: 1} or {specific: [1, 3]}' },
);

/** What `config.yaml` may say; all of it may be left out. */
export const settingsSchema = z.strictObject({
  max_batch_size: z.int().min(1).max(4096).optional(),
  dynamic_batching: z
    .strictObject({
      preferred_batch_size: z.array(z.int().min(1)).max(64).optional(),
      max_queue_delay_microseconds: z.int().min(0).max(LONGEST_DELAY).optional(),
      max_queue_size: z.int().min(1).optional(),
      default_timeout_microseconds: z.int().min(0).optional(),
    })
    .optional(),
  input: z
    .strictObject({
      layout: z.enum(['NHWC', 'NCHW']).optional(),
      max_pixels: z.int().min(1).optional(),
    })
    .optional(),
  labels: z.string().refine(isSafeName, 'expected the name of a file beside config.yaml').optional(),
  version_policy: versionPolicySchema.optional(),
});

export type SaidSettings = z.infer<typeof settingsSchema>;
