import { inspectDataset, type Inspection } from '@resnext/data';
import type { Context } from '../context.ts';
import { openDataset, openSplit, type DatasetName, type DataSource } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { count, decimal } from '../output/numbers.ts';
import { startProgress } from '../output/progress.ts';
import { styleFor } from '../output/style.ts';
import { writeTable } from '../output/table.ts';

export { detectDataset } from './detectDataset.ts';

/** Looks at every image of a dataset's parts. */
export async function checkDataset(
  name: DatasetName,
  source: DataSource,
  classes: number | undefined,
  context: Context,
): Promise<Inspection[]> {
  const dataset = await openDataset(name, source, { classes }, context);
  const inspections: Inspection[] = [];
  for (const split of ['train', 'test'] as const) {
    if (dataset[split] === undefined) continue;
    const images = await openSplit(dataset, split);
    const progress = startProgress(context.stderr, `checking ${images.name}`, images.length ?? 0);
    try {
      const { signal } = context;
      inspections.push(await inspectDataset(images, { signal, onProgress: (done) => progress.update(done) }));
    } finally {
      progress.stop();
    }
  }
  if (inspections.length > 0) return inspections;
  throw new CliError(`expected images in ${source.data} but received none: check the path`);
}

/** So many bad images are shown to people; the JSON has all. */
const MOST_SHOWN = 20;

export function writeInspections(context: Context, inspections: readonly Inspection[]): void {
  writeTable(context, columns, inspections);
  for (const inspection of inspections) {
    writeSpread(context, inspection);
    writeBad(context, inspection);
  }
}

const columns = [
  { title: 'part', value: ({ name }: Inspection) => name },
  { title: 'images', value: ({ samples }: Inspection) => count(samples), align: 'right' },
  { title: 'bad', value: ({ bad }: Inspection) => count(bad.length), align: 'right' },
  { title: 'MB', value: ({ bytes }: Inspection) => decimal(bytes / 1e6, 1), align: 'right' },
  { title: 'classes', value: ({ classNames }: Inspection) => count(classNames.length), align: 'right' },
  { title: 'formats', value: formats },
] as const;

function formats({ formats, misnamed }: Inspection): string {
  const found = Object.entries(formats)
    .sort(([, a], [, b]) => b - a)
    .map(([format, images]) => `${format} ${count(images)}`);
  return [...found, ...(misnamed > 0 ? [`(${count(misnamed)} named as another)`] : [])].join(', ');
}

/** How large the images are, and the smallest and the largest classes where there are differences. */
function writeSpread({ stdout }: Context, { name, classNames, perClass, width, height }: Inspection): void {
  const order = perClass.map((_, label) => label).sort((a, b) => perClass[a]! - perClass[b]! || a - b);
  const [least, most] = [order[0]!, order.at(-1)!];
  const of = (label: number): string => `${count(perClass[label]!)} (${classNames[label]})`;
  const balance =
    perClass[least] === perClass[most]
      ? `${count(perClass[least]!)} in each class`
      : `${of(least)} to ${of(most)} in a class, median ${count(perClass[order[(order.length - 1) >> 1]!]!)}`;
  stdout.write(`\n${name}\n`);
  stdout.write(`  images  ${balance}\n  width   ${spread(width)}\n  height  ${spread(height)}\n`);
}

function spread({ min, median, max }: Inspection['width']): string {
  return min === max
    ? `${count(min)} pixels`
    : `${count(min)} to ${count(max)} pixels, median ${count(median)}`;
}

function writeBad({ stdout, env }: Context, { bad }: Inspection): void {
  if (bad.length === 0) return;
  const { red } = styleFor(stdout, env);
  // The reason names the image.
  for (const { reason } of bad.slice(0, MOST_SHOWN)) {
    stdout.write(`  ${red('bad')} ${reason.replace(/\s*\n\s*/g, ' ')}\n`);
  }
  const rest = bad.length - MOST_SHOWN;
  if (rest > 0) stdout.write(`  and ${count(rest)} more; --json lists all\n`);
}
