import { depthOfBlocks, blocksOfDepth, cifarWidths, imagenetWidths } from './stages.ts';
import { cifarPreprocessing, imagenetPreprocessing } from './preprocessing.ts';
import { parseRow, type ModelRow, type ModelRowInput } from './row.ts';

export interface BuildRowOptions extends Partial<Omit<ModelRowInput, 'blocks' | 'stageWidths'>> {
  /** Layers with weights; or `blocks` says how many bottlenecks each stage has. */
  readonly depth?: number;
  readonly blocks?: readonly number[];
  readonly stageWidths?: readonly number[];
}

/**
 * A row from the few numbers that tell one ResNeXt from another; everything else is the paper's.
 *
 * @throws ZooError when the numbers make no network.
 */
export function buildRow({ depth, ...options }: BuildRowOptions): ModelRow {
  const stem = options.stem ?? 'imagenet';
  const cifar = stem === 'cifar';
  const blocks = options.blocks ?? blocksOfDepth(depth ?? (cifar ? 29 : 50), stem);
  const cardinality = options.cardinality ?? (options.form === 'resnet' ? 1 : cifar ? 8 : 32);
  const baseWidth = options.baseWidth ?? (options.form === 'resnet' || cifar ? 64 : 4);
  return parseRow({
    name: `resnext${depthOfBlocks(blocks)}_${cardinality}x${baseWidth}d${cifar ? '_cifar' : ''}`,
    form: 'C',
    shortcut: 'B',
    classes: cifar ? 10 : 1000,
    channels: 3,
    stageWidths: cifar ? cifarWidths : imagenetWidths,
    preprocessing: cifar ? cifarPreprocessing : imagenetPreprocessing,
    ...options,
    stem,
    blocks,
    cardinality,
    baseWidth,
  });
}
