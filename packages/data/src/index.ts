export { cifar10, cifar100 } from './datasets/cifar/cifar.ts';
export { cifar100Classes, cifar10Classes } from './datasets/cifar/versions.ts';
export type { CifarDataset, CifarOptions } from './datasets/cifar/openCifar.ts';
export { digits, type DigitsDataset } from './datasets/digits.ts';
export {
  imageFolder,
  type ImageFolderDataset,
  type ImageFolderOptions,
} from './datasets/folder/imageFolder.ts';
export { imageNet, type ImageNetOptions } from './datasets/folder/imageNet.ts';
export type { Split } from './datasets/split.ts';
export { webDataset, type WebDatasetOptions } from './datasets/webdataset/webDataset.ts';
export type { Dataset, StreamDataset, StreamItem, StreamOptions } from './datasets/dataset.ts';
export type { EncodedSample, FileRange, Item, Sample, Shape } from './datasets/sample.ts';
export { DataError, type DataErrorCode } from './errors.ts';
export { decodeImage, type DecodeOptions } from './images/decodeImage.ts';
export type { Interpolation } from './images/filter.ts';
export { toImage, type Image } from './images/image.ts';
export { cutRegion, type Cut, type Rectangle, type Size } from './images/geometry.ts';
export { imageGrid, type ImageGridOptions } from './images/imageGrid.ts';
export { listImages } from './images/listImages.ts';
export { loadImage } from './images/loadImage.ts';
export {
  readImageHeader,
  shownPlaces,
  shownRegion,
  type ImageHeader,
  type Orientation,
} from './images/orientation.ts';
export { encodePng, writePng } from './images/writePng.ts';
export type { DownloadProgress } from './http/download.ts';
export { inspectDataset, type Inspection, type InspectOptions } from './inspect/inspectDataset.ts';
export * as batchTransforms from './batchTransforms/index.ts';
export type { Batch } from './loader/batch.ts';
export { createLoader, type Loader, type LoaderOptions } from './loader/createLoader.ts';
export type { SkippedImage } from './loader/task.ts';
export * as presets from './presets/index.ts';
export { Random } from './random/random.ts';
export * as transforms from './transforms/index.ts';
export type { AnyTransform, Transform } from './transforms/transform.ts';
