import type { Command } from 'commander';
import type { BuildRowOptions, ModelRow } from '@resnext/zoo';
import { CliError } from '../errors.ts';
import { integer, oneOf } from './values.ts';

/** The numbers that make a network which has no name in the zoo. */
export interface ArchitectureOptions {
  readonly depth?: number;
  readonly cardinality?: number;
  readonly baseWidth?: number;
  readonly stem?: 'imagenet' | 'cifar';
  readonly form?: 'resnet' | 'A' | 'B' | 'C';
  readonly shortcut?: 'A' | 'B' | 'C';
  readonly numClasses?: number;
}

/** For every command that makes a network. */
export function addArchitectureOptions(command: Command): Command {
  const positive = { min: 1 };
  return command
    .option('--depth <n>', 'layers: 50, 101, 152, or 9n + 2 for CIFAR', integer('--depth', positive))
    .option('--cardinality <n>', 'paths in a block', integer('--cardinality', positive))
    .option('--base-width <n>', 'channels of a path in the first stage', integer('--base-width', positive))
    .option('--stem <name>', 'imagenet or cifar', oneOf('--stem', ['imagenet', 'cifar']))
    .option('--form <name>', 'of the blocks: A, B, C or resnet', oneOf('--form', ['A', 'B', 'C', 'resnet']))
    .option('--shortcut <name>', 'of the blocks: A, B or C', oneOf('--shortcut', ['A', 'B', 'C']))
    .option('--num-classes <n>', 'classes to tell apart', integer('--num-classes', positive));
}

/** Whether the options alone make a network. */
export function hasArchitecture({ depth, cardinality, baseWidth, stem }: ArchitectureOptions): boolean {
  return [depth, cardinality, baseWidth, stem].some((value) => value !== undefined);
}

/**
 * The row that a name, or numbers, or both mean: a named model can be had in another form and for other
 * classes.
 *
 * @param fitted what a network made of numbers alone should be like
 */
export async function rowOf(
  name: string | undefined,
  options: ArchitectureOptions,
  fitted: BuildRowOptions = {},
): Promise<ModelRow> {
  const { buildRow, parseRow, resolveRow } = await import('@resnext/zoo');
  const { depth, cardinality, baseWidth, stem, form, shortcut, numClasses: classes } = options;
  const numbers = defined({ depth, cardinality, baseWidth, stem });
  const variations = defined({ form, shortcut, classes });
  if (name === undefined) {
    if (Object.keys(numbers).length === 0 && fitted.depth === undefined) {
      throw new CliError(
        'expected a model, by its name or by --depth, --cardinality, --base-width and --stem',
      );
    }
    return withClassNames(buildRow({ ...fitted, ...numbers, ...variations }));
  }
  if (Object.keys(numbers).length > 0) {
    throw new CliError(
      `expected the name of a model or --depth, --cardinality, --base-width and --stem but received both ('${name}')`,
    );
  }
  return parseRow(withClassNames({ ...resolveRow(name), ...variations }));

  /** Names that were meant for another number of classes name nothing. */
  function withClassNames({ classNames, ...row }: ModelRow): ModelRow {
    return classNames?.length === row.classes ? { ...row, classNames } : row;
  }
}

/** What is said of it. */
export function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
