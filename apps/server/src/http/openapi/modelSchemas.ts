import { boolean, integer, listOf, named, object, text, type Schema } from './schema.ts';

export const serverMetadataSchema = named(
  'ServerMetadata',
  object({ name: text, version: text, extensions: listOf(text) }),
);

const tensors = listOf(
  object({ name: text, datatype: text, shape: { ...listOf(integer), description: '-1 is any size' } }),
);

export const modelMetadata = named(
  'ModelMetadata',
  object({ name: text, versions: listOf(text), platform: text, inputs: tensors, outputs: tensors }),
);

export const modelReady = named('ModelReady', object({ name: text, ready: boolean }));

export const modelConfig = named(
  'ModelConfig',
  object(
    {
      name: text,
      platform: text,
      max_batch_size: integer,
      input: listOf(object({ name: text, data_type: text, format: text, dims: listOf(integer) })),
      output: listOf(object({ name: text, data_type: text, dims: listOf(integer) })),
      dynamic_batching: object({
        preferred_batch_size: listOf(integer),
        max_queue_delay_microseconds: integer,
        default_queue_policy: object({ max_queue_size: integer, default_timeout_microseconds: integer }),
      }),
      version_policy: { type: 'object' },
    },
    { description: "as Triton's model configuration" },
  ),
);

const duration = object({ count: integer, ns: integer });
const compute = { compute_input: duration, compute_infer: duration, compute_output: duration };

export const modelStatistics = named(
  'ModelStatistics',
  object({
    model_stats: listOf(
      object({
        name: text,
        version: text,
        last_inference: { ...integer, description: 'milliseconds since 1970' },
        inference_count: integer,
        execution_count: integer,
        inference_stats: object({
          success: duration,
          fail: duration,
          queue: duration,
          ...compute,
          cache_hit: duration,
          cache_miss: duration,
        }),
        batch_stats: listOf(object({ batch_size: integer, ...compute })),
      }),
    ),
  }),
);

export const repositoryIndexRequest: Schema = object(
  { ready: { ...boolean, description: 'only what is ready' } },
  { optional: ['ready'] },
);

export const repositoryIndex = named(
  'RepositoryIndex',
  listOf(
    object({
      name: text,
      version: text,
      state: { ...text, enum: ['READY', 'LOADING', 'UNLOADING', 'UNAVAILABLE'] },
      reason: text,
    }),
  ),
);
