export { cifarEval, cifarTrain } from './cifar.ts';
export {
  imagenetEval,
  imagenetTrain,
  type ImagenetEvalOptions,
  type ImagenetTrainOptions,
} from './imagenet.ts';
export type { PresetOptions } from './presetOptions.ts';
