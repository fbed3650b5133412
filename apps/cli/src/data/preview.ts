import { createLoader, imageGrid, writePng, type Batch, type Image } from '@resnext/data';
import { buildRow, type ModelRow } from '@resnext/zoo';
import type { Context } from '../context.ts';
import { openDataset, openSplit, type DatasetName, type DataSource } from '../datasets.ts';
import { CliError } from '../errors.ts';
import { writeTable } from '../output/table.ts';

export interface PreviewRequest {
  readonly dataset: DatasetName;
  readonly source: DataSource;
  readonly split: 'train' | 'test';
  readonly augment: boolean;
  readonly count: number;
  readonly columns?: number;
  readonly size?: number;
  readonly seed: number;
  readonly numClasses?: number;
  readonly out: string;
}

/** What is on a picture of samples, from the upper left to the lower right. */
export interface Preview {
  readonly out: string;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly samples: readonly { readonly index: number; readonly label: number; readonly class: string }[];
}

/** Small images are drawn so large that something can be seen on them. */
const LEAST_SIDE = 96;

/** Draws samples as a model sees them in an epoch. */
export async function preview(request: PreviewRequest, context: Context): Promise<Preview> {
  const { split, augment, seed, out } = request;
  const dataset = await openDataset(
    request.dataset,
    request.source,
    { classes: request.numClasses },
    context,
  );
  const images = await openSplit(dataset, split);
  const row = rowFor(images.channels, request.size);
  const { augmented, plain } = dataset.prepare(row);
  const transform = augment && split === 'train' ? augmented : plain;
  const batchSize = Math.min(request.count, images.length ?? request.count);
  const loader = createLoader(images, { batchSize, shuffle: true, seed, transform, length: batchSize });
  try {
    const batch = await first(loader.epoch(0));
    const columns = request.columns ?? Math.ceil(Math.sqrt(batchSize));
    const tiles = tilesOf(batch);
    const scale = Math.ceil(LEAST_SIDE / Math.max(tiles[0]!.height, tiles[0]!.width));
    const grid = imageGrid(tiles, { columns, scale, gap: 4 });
    await writePng(out, grid);
    const samples = Array.from(batch.indices, (index, position) => {
      const label = batch.labels[position]!;
      return { index, label, class: images.classNames[label]! };
    });
    return { out, width: grid.width, height: grid.height, columns, samples };
  } finally {
    await loader.close();
  }
}

/** What images are prepared for where there is no model: the square side that is asked for. */
function rowFor(channels: number, size: number | undefined): Pick<ModelRow, 'preprocessing' | 'channels'> {
  const { preprocessing } = buildRow({});
  if (size === undefined) return { channels, preprocessing };
  const resize = Math.round((size * preprocessing.resize) / preprocessing.inputSize);
  return { channels, preprocessing: { ...preprocessing, inputSize: size, resize } };
}

async function first(batches: AsyncIterable<Batch>): Promise<Batch> {
  for await (const batch of batches) return batch;
  throw new CliError('expected samples to show but received none');
}

function tilesOf({ images, shape: [samples, height, width, channels] }: Batch): Image[] {
  const bytes =
    images instanceof Uint8Array ? images : Uint8ClampedArray.from(images, (value) => value * 255);
  const length = height * width * channels;
  return Array.from({ length: samples }, (_, sample) => ({
    pixels: Uint8Array.from(bytes.subarray(sample * length, (sample + 1) * length)),
    height,
    width,
    channels: channels === 1 ? 1 : 3,
  }));
}

export function writePreview(context: Context, { out, width, height, columns, samples }: Preview): void {
  const rows = Array.from({ length: Math.ceil(samples.length / columns) }, (_, row) =>
    samples.slice(row * columns, (row + 1) * columns),
  );
  writeTable(
    context,
    [
      { title: 'row', value: ([number]) => number, align: 'right' },
      { title: 'classes', value: ([, classes]) => classes },
    ],
    rows.map((row, index) => [String(index + 1), row.map((sample) => sample.class).join(', ')] as const),
  );
  context.stdout.write(`${out}: ${width} x ${height} pixels\n`);
}
