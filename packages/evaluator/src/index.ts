export { compareRuns, type CompareOptions } from './compare/compareRuns.ts';
export { EvaluatorError, type EvaluatorErrorCode } from './errors.ts';
export {
  evaluate,
  type EvaluateOptions,
  type EvaluationProgress,
  type LabelledBatch,
  type Predictor,
  type SampleDescription,
} from './evaluate.ts';
export { checkGates, type CheckGatesOptions } from './gates/checkGates.ts';
export { parseGateExpression, parseGates, readGates } from './gates/parse.ts';
export { gatesSchema, type Gate, type GateInput } from './gates/schema.ts';
export { judge, type Judgement } from './judgement.ts';
export { Calibration, type CalibrationBin, type CalibrationResult } from './metrics/calibration.ts';
export { Confusion, mostConfused, type ConfusionCount } from './metrics/confusion.ts';
export { CrossEntropy } from './metrics/crossEntropy.ts';
export { Metric } from './metrics/metric.ts';
export {
  macroAverage,
  perClass,
  weightedAverage,
  type Averages,
  type ClassScores,
} from './metrics/perClass.ts';
export { TopKAccuracy } from './metrics/topKAccuracy.ts';
export { classSubset } from './protocols/classSubset.ts';
export type { LabelMap } from './protocols/labelMap.ts';
export { merges, mergeViews, type Merge } from './protocols/mergeViews.ts';
export { multiView, type View } from './protocols/multiView.ts';
export { numericFolders } from './protocols/numericFolders.ts';
export { realLabels } from './protocols/realLabels.ts';
export { openJournal, type JudgedBatch, type Journal, type JournalFile } from './records/journal.ts';
export type { Records } from './records/records.ts';
export { parseReport, readReport } from './report/parseReport.ts';
export {
  REPORT_VERSION,
  reportSchema,
  type Comparison,
  type GateOutcome,
  type GateResult,
  type Report,
  type Verdict,
} from './report/schema.ts';
export { softmax } from './softmax.ts';
export type { Interval } from './statistics/interval.ts';
export { summariseLatency, type LatencySummary } from './statistics/latency.ts';
export { mcNemar } from './statistics/mcNemar.ts';
export { PoissonBootstrap } from './statistics/poissonBootstrap.ts';
export { wilson } from './statistics/wilson.ts';
export { topK, type RankedClass } from './topK.ts';
export { csvHeader, toCsvLine } from './writers/csv.ts';
export { publishToGitHub } from './writers/github.ts';
export { toHtml } from './writers/html/html.ts';
export { toJson } from './writers/json.ts';
export { toJUnit } from './writers/junit.ts';
export { toMarkdown } from './writers/markdown.ts';
export { checkReportPath, reportExtensions, writeReport } from './writers/writeReport.ts';
