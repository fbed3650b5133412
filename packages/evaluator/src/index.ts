export { EvaluatorError, type EvaluatorErrorCode } from './errors.ts';
export {
  evaluate,
  type EvaluateOptions,
  type EvaluationProgress,
  type LabelledBatch,
  type Predictor,
  type Report,
} from './evaluate.ts';
export { CrossEntropy } from './metrics/crossEntropy.ts';
export type { Metric } from './metrics/metric.ts';
export { TopKAccuracy } from './metrics/topKAccuracy.ts';
export { softmax } from './softmax.ts';
export { topK, type RankedClass } from './topK.ts';
