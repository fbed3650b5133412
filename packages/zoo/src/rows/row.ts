import { z } from 'zod';
import { ZooError } from '../errors.ts';

const count = z.int().min(1);

/** How an image file becomes what the network sees. */
export const preprocessingSchema = z.strictObject({
  /** The square's side that the network is fed, in pixels. */
  inputSize: count.max(8192),
  /** The shorter side is scaled to this, in pixels, before the crop. */
  resize: count.max(8192),
  interpolation: z.enum(['bilinear', 'bicubic']),
  /** By channel, of values in [0, 1]. */
  mean: z.array(z.number()).min(1),
  std: z.array(z.number().positive()).min(1),
});

/** Enough for any network that fits a machine; a file that claims more is not one. */
const MOST_PATHS = 100_000;

/** Of an image. */
export const MOST_CHANNELS = 4096;

export const modelRowSchema = z
  .strictObject({
    name: z.string().min(1),
    stem: z.enum(['imagenet', 'cifar']),
    /** How the first pool lies on the image; `caffe` for weights that were trained so. */
    pool: z.enum(['torch', 'caffe']).optional(),
    /** Bottlenecks in each stage. */
    blocks: z.array(count.max(1000)).min(1).max(8),
    /** Features n of each stage; its output has 4n channels. The stem's output has those of the first. */
    stageWidths: z.array(count.max(65_536)).min(1).max(8),
    cardinality: count.max(65_536),
    baseWidth: count.max(65_536),
    form: z.enum(['resnet', 'A', 'B', 'C']),
    shortcut: z.enum(['A', 'B', 'C']),
    preActivation: z.boolean().default(false),
    /** Squeeze and excitation by this factor; without it, none. */
    reduction: count.optional(),
    classes: count.max(1_000_000),
    /** Of the input image. */
    channels: count.max(MOST_CHANNELS),
    /** How much smaller than the input the last stage is; beyond it, stages dilate instead of striding. */
    outputStride: count.optional(),
    /** Whether batch norms have been merged into the convolutions before them. */
    folded: z.boolean().default(false),
    preprocessing: preprocessingSchema,
    classNames: z.array(z.string()).optional(),
  })
  .refine((row) => row.blocks.length === row.stageWidths.length, {
    message: 'expected as many stageWidths as blocks, one a stage',
  })
  .refine(({ blocks, form, cardinality }) => {
    const paths = form === 'A' || form === 'B' ? cardinality : 1;
    return blocks.reduce((sum, n) => sum + n, 0) * paths <= MOST_PATHS;
  }, `expected at most ${MOST_PATHS} paths in all blocks together`)
  .refine(
    ({ form, cardinality, baseWidth }) => form !== 'resnet' || (cardinality === 1 && baseWidth === 64),
    {
      message: 'expected cardinality 1 and base width 64 for form resnet',
    },
  )
  .refine(
    ({ channels, preprocessing: { mean, std } }) => mean.length === channels && std.length === channels,
    { message: 'expected one mean and one std for each input channel' },
  )
  .refine(({ classes, classNames }) => !classNames || classNames.length === classes, {
    message: 'expected as many classNames as classes',
  });

export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** A model as data: all that the builder needs, and what a weights file carries with it. */
export type ModelRow = z.infer<typeof modelRowSchema>;

/** A row as people write it: what has a default may be left out. */
export type ModelRowInput = z.input<typeof modelRowSchema>;

/** @throws ZooError naming the first thing in the row that does not fit. */
export function parseRow(row: unknown): ModelRow {
  const parsed = modelRowSchema.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue!.path.length > 0 ? ` at ${issue!.path.join('.')}` : '';
  throw new ZooError(
    'ZOO_BAD_ROW',
    `expected a model row but received one that is wrong${where}: ${issue!.message}`,
  );
}
