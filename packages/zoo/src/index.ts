export { ZooError, type ZooErrorCode } from './errors.ts';
export { writeWhole, type Append } from './files/writeWhole.ts';
export { imageOptionsOf, type ImageOptions } from './inference/imageOptions.ts';
export { labelsOf } from './inference/labels.ts';
export { loadForInference } from './inference/loadForInference.ts';
export { predict, takeValues } from './inference/predict.ts';
export { graphOf, type GraphNode, type Value } from './graph.ts';
export {
  createModel,
  Model,
  type ClassifierOptions,
  type CreateModelOptions,
  type Features,
  type LogitsAndFeatures,
  type ForwardOptions,
} from './model.ts';
export { prepareBatch, type ImageBatch } from './prepareBatch.ts';
export { cacheFolder } from './registry/cache.ts';
export { fetchWeights, type DownloadOptions } from './registry/download.ts';
export {
  licences,
  type Checksum,
  type Licence,
  type PublishedAccuracy,
  type PublishedWeights,
} from './registry/entry.ts';
export { listWeights, resolveWeights } from './registry/lookUp.ts';
export { buildRow, type BuildRowOptions } from './rows/build.ts';
export { listModels, resolveRow } from './rows/models.ts';
export { parseRow, type ModelRow, type ModelRowInput, type Preprocessing } from './rows/row.ts';
export { dtypeBytes, isReadable, toFloat32, type Dtype } from './safetensors/dtype.ts';
export { parseHeader, headerLength } from './safetensors/header.ts';
export { openSafetensors, type FileTensor, type SafetensorsFile } from './safetensors/read.ts';
export { piecesOf, writeSafetensors, type WritableTensor } from './safetensors/write.ts';
export { summarize, type LayerSummary, type SummarizeOptions, type Summary } from './summary.ts';
export { inferRow, type Shapes } from './weights/inferRow.ts';
export { checkWeights, loadModel, modelOf, readRow, type LoadModelOptions } from './weights/load.ts';
export { ROW_KEY, saveModel } from './weights/save.ts';
export type { StateDict, StateTensor } from './weights/stateDict.ts';
