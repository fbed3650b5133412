import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { DataSource } from '../datasets.ts';
import { integer, oneOf } from './values.ts';

export interface LoadingOptions {
  readonly workers?: number;
  readonly onBadImage: 'fail' | 'skip';
}

/** For every command that opens a dataset. */
export function addSourceOptions(command: Command): Command {
  const count = { min: 1 };
  return command
    .option('--data <path>', 'a folder, an archive of CIFAR, or urls of shards: train-{0000..0146}.tar')
    .option('--val-data <urls>', 'of shards: those to judge on')
    .option('--labels <file>', 'labels of images without folders: lines of NAME LABEL or LABEL')
    .option('--cache <dir>', 'keeps lists of images there, so that the next start is fast')
    .option('--mirror <url>', 'where to fetch CIFAR from')
    .option('--samples <n>', 'of shards on a server: how many there are', integer('--samples', count))
    .option('--val-samples <n>', 'the same of --val-data', integer('--val-samples', count));
}

/** For every command that reads many images. */
export function addLoadingOptions(command: Command): Command {
  return command
    .option('--workers <n>', 'threads that read and decode images', integer('--workers', { min: 0 }))
    .option(
      '--on-bad-image <what>',
      'fail, or skip and say at the end which; in training, of those to learn from',
      oneOf('--on-bad-image', ['fail', 'skip']),
      'fail',
    );
}

/** What the options say of where images are, with paths that hold from any folder. */
export function sourceOf(options: DataSource): DataSource {
  const { data, valData, labels, cache, mirror, samples, valSamples } = options;
  return {
    data: absolute(data),
    valData: absolute(valData),
    labels: absolute(labels),
    cache: absolute(cache),
    mirror,
    samples,
    valSamples,
  };
}

/** Several urls in one text are for the reader of shards to take apart. */
function absolute(path: string | undefined): string | undefined {
  return path === undefined || /^[a-z][a-z0-9+.-]+:|::/i.test(path) ? path : resolve(path);
}
