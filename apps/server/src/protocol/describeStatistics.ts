import type { ServedModel } from '../service/servedModel.ts';

const NONE = { count: 0, ns: 0 };

/** A model's statistics, as Triton gives them; there is no cache. */
export function describeStatistics(model: ServedModel) {
  const statistics = model.statistics();
  return {
    name: model.name,
    version: model.version,
    last_inference: statistics.lastInference,
    inference_count: statistics.inferences,
    execution_count: statistics.executions,
    inference_stats: {
      success: statistics.success,
      fail: statistics.fail,
      queue: statistics.queue,
      compute_input: statistics.computeInput,
      compute_infer: statistics.computeInfer,
      compute_output: statistics.computeOutput,
      cache_hit: NONE,
      cache_miss: NONE,
    },
    batch_stats: statistics.batches.map(({ size, computeInput, computeInfer, computeOutput }) => ({
      batch_size: size,
      compute_input: computeInput,
      compute_infer: computeInfer,
      compute_output: computeOutput,
    })),
  };
}
