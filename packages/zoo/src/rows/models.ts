import { ZooError } from '../errors.ts';
import { buildRow } from './build.ts';
import { digitsPreprocessing } from './preprocessing.ts';
import { parseRow, type ModelRow } from './row.ts';

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** The zoo: a model is a row, and adding one is adding a row. */
const models: readonly ModelRow[] = [
  // ImageNet-1k (arXiv 1611.05431, tables 3 and 4; 32x8d is torchvision's, 152 a Caffe conversion's)
  buildRow({ depth: 50, cardinality: 1, baseWidth: 64 }),
  buildRow({ depth: 50, cardinality: 2, baseWidth: 40 }),
  buildRow({ depth: 50, cardinality: 4, baseWidth: 24 }),
  buildRow({ depth: 50, cardinality: 8, baseWidth: 14 }),
  buildRow({ depth: 50, cardinality: 32, baseWidth: 4 }),
  buildRow({ depth: 101, cardinality: 1, baseWidth: 64 }),
  buildRow({ depth: 101, cardinality: 2, baseWidth: 40 }),
  buildRow({ depth: 101, cardinality: 4, baseWidth: 24 }),
  buildRow({ depth: 101, cardinality: 8, baseWidth: 14 }),
  buildRow({ depth: 101, cardinality: 32, baseWidth: 4 }),
  buildRow({ depth: 101, cardinality: 32, baseWidth: 8 }),
  buildRow({ depth: 101, cardinality: 64, baseWidth: 4 }),
  buildRow({ depth: 152, cardinality: 32, baseWidth: 4 }),

  // Squeeze and excitation, as timm has them
  buildRow({ name: 'seresnext50_32x4d', depth: 50, reduction: 16 }),
  buildRow({ name: 'seresnext101_32x4d', depth: 101, reduction: 16 }),

  // CIFAR (arXiv 1611.05431, table 7); 100 classes by `classes`
  buildRow({ stem: 'cifar', depth: 29, cardinality: 8, baseWidth: 64 }),
  buildRow({ stem: 'cifar', depth: 29, cardinality: 16, baseWidth: 64 }),

  // 8x8 grey digits: narrow enough to train within a coffee break on any CPU
  buildRow({
    name: 'resnext11_digits',
    stem: 'cifar',
    depth: 11,
    stageWidths: [16, 32, 64],
    cardinality: 8,
    baseWidth: 8,
    classes: 10,
    channels: 1,
    preprocessing: digitsPreprocessing,
    classNames: digits,
  }),
];

export function listModels(): ModelRow[] {
  return [...models];
}

/**
 * The row of a model by its name, or a row as it is.
 *
 * @throws ZooError when there is no such model, naming those that come closest.
 */
export function resolveRow(nameOrRow: string | ModelRow): ModelRow {
  if (typeof nameOrRow !== 'string') return parseRow(nameOrRow);
  const row = models.find(({ name }) => name === nameOrRow);
  if (row) return row;
  const names = models.map(({ name }) => name).join(', ');
  throw new ZooError(
    'ZOO_UNKNOWN_MODEL',
    `expected one of ${names} for the model but received '${nameOrRow}'`,
  );
}
