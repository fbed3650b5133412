import { EXPANSION, pathWidth, squeezedChannels } from '@resnext/blocks';
import { ZooError } from '../errors.ts';
import { buildRow } from '../rows/build.ts';
import { listModels } from '../rows/models.ts';
import { MOST_CHANNELS, type ModelRow } from '../rows/row.ts';
import { depthOfBlocks } from '../rows/stages.ts';

/** A tensor's shape, in the layout of files, by its name in the state dict. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/**
 * The row of a form C or resnet network from nothing but the names and shapes of its weights.
 *
 * @param source what to call the weights in an error
 * @throws ZooError when they are not those of a ResNeXt under torchvision's names.
 */
export function inferRow(shapes: Shapes, source: string): ModelRow {
  const dimension = (name: string, axis: number): number => {
    const size = shapes.get(name)?.[axis];
    if (size === undefined) {
      throw new ZooError(
        'ZOO_WRONG_MODEL',
        `expected the weights of a ResNeXt under torchvision's names in ${source} but found no ${name} ` +
          'of its kind; name the model, or convert the file first',
      );
    }
    return size;
  };
  const blocks = countBlocks(shapes);
  const firsts = blocks.map((_, stage) => `layer${stage + 1}.0`);
  dimension('layer1.0.conv2.weight', 0);
  const widths = firsts.map((block) => dimension(`${block}.conv2.weight`, 0));
  const pathWidths = firsts.map((block) => dimension(`${block}.conv2.weight`, 1));
  const stageWidths = firsts.map((block) => dimension(`${block}.conv3.weight`, 0) / EXPANSION);
  const cardinality = widths[0]! / pathWidths[0]!;
  const baseWidth = baseWidthOf(stageWidths, pathWidths);
  const kernel = dimension('conv1.weight', 2);
  const stem = kernel === 7 ? 'imagenet' : 'cifar';
  const channels = dimension('conv1.weight', 1);
  if (channels > MOST_CHANNELS) {
    throw new ZooError(
      'ZOO_WRONG_MODEL',
      `expected images of at most ${MOST_CHANNELS} channels for ${source} but its first filter takes ${channels}`,
    );
  }
  const preActivation = shapes.has('norm.weight');
  const folded = !preActivation && !shapes.has('bn1.weight') && shapes.has('conv1.bias');
  const row = buildRow({
    stem,
    blocks,
    stageWidths,
    cardinality,
    baseWidth,
    form: 'C',
    shortcut: shortcutOf(shapes, blocks),
    preActivation,
    folded,
    classes: dimension('fc.weight', 0),
    channels,
    reduction: reductionOf(shapes, stageWidths),
    ...(channels === 3 ? {} : { preprocessing: plainPreprocessing(channels, stem) }),
  });
  return { ...row, name: nameOf(row) };
}

function countBlocks(shapes: Shapes): number[] {
  const blocks: number[] = [];
  for (let stage = 1; shapes.has(`layer${stage}.0.conv2.weight`); stage++) {
    let count = 0;
    while (shapes.has(`layer${stage}.${count}.conv2.weight`)) count++;
    blocks.push(count);
  }
  return blocks;
}

/** The smallest base width that gives every stage the path width it has. */
function baseWidthOf(stageWidths: readonly number[], pathWidths: readonly number[]): number {
  const needed = stageWidths.map((features, stage) => Math.ceil((pathWidths[stage]! * 64) / features));
  const baseWidth = Math.max(1, ...needed);
  const fits = stageWidths.every((features, stage) => pathWidth(features, baseWidth) === pathWidths[stage]);
  if (Number.isFinite(baseWidth) && fits) return baseWidth;
  throw new ZooError(
    'ZOO_WRONG_MODEL',
    `expected one base width for all stages but received paths of ${pathWidths.join(', ')} channels ` +
      `in stages of ${stageWidths.join(', ')} features`,
  );
}

/** C projects in every block, B in the first of a stage, A nowhere. */
function shortcutOf(shapes: Shapes, blocks: readonly number[]): ModelRow['shortcut'] {
  const projects = (stage: number, block: number): boolean =>
    shapes.has(`layer${stage + 1}.${block}.downsample.0.weight`);
  if (!blocks.some((_, stage) => projects(stage, 0))) return 'A';
  return blocks.some((count, stage) => count > 1 && projects(stage, 1)) ? 'C' : 'B';
}

function reductionOf(shapes: Shapes, stageWidths: readonly number[]): number | undefined {
  const squeezed = shapes.get('layer1.0.se.fc1.weight')?.[0];
  if (squeezed === undefined) return undefined;
  const channels = stageWidths[0]! * EXPANSION;
  const usual = 16;
  return squeezedChannels(channels, usual) === squeezed
    ? usual
    : Math.max(1, Math.round(channels / squeezed));
}

/** For images of which nothing is known but their channels: values from -1 to 1. */
function plainPreprocessing(channels: number, stem: ModelRow['stem']): ModelRow['preprocessing'] {
  const size = stem === 'imagenet' ? { inputSize: 224, resize: 256 } : { inputSize: 32, resize: 32 };
  const half = Array.from({ length: channels }, () => 0.5);
  return { ...size, interpolation: 'bicubic', mean: half, std: half };
}

/** The zoo's name of a network with the same layers, or one made of its numbers. */
function nameOf(row: ModelRow): string {
  const layers = ({
    blocks,
    stageWidths,
    cardinality,
    baseWidth,
    stem,
    reduction,
    preActivation,
  }: ModelRow) =>
    JSON.stringify([blocks, stageWidths, cardinality, baseWidth, stem, reduction ?? 0, preActivation]);
  const known = listModels().find((model) => layers(model) === layers(row));
  if (known) return known.name;
  const se = row.reduction === undefined ? '' : 'se';
  return `${se}resnext${depthOfBlocks(row.blocks)}_${row.cardinality}x${row.baseWidth}d`;
}
