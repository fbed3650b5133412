import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digits, toImage, writePng } from '@resnext/data';
import { runFiles } from '@resnext/trainer';
import { labelsOf, loadForInference } from '@resnext/zoo';
import { classifyImages } from './classify.ts';
import { collect } from './collect.ts';
import type { Context } from './context.ts';
import { openDataset, openSplit } from './datasets.ts';
import { accuracy, count, decimal, duration } from './output/numbers.ts';
import { writeTable } from './output/table.ts';
import { trainWithTable } from './training/report.ts';
import { resolveRecipe } from './training/resolveRecipe.ts';

export interface DemoOptions {
  readonly out: string;
  readonly seed: number;
  readonly epochs?: number;
}

const MODEL = 'resnext11_digits';
const SAMPLES = 5;

/** From nothing to classified pictures: trains on the digits, writes a few of the test split and names them. */
export async function demonstrate({ out, seed, epochs }: DemoOptions, context: Context): Promise<void> {
  const { stdout } = context;
  const dataset = await openDataset('digits', {}, {}, context);
  const [train, test] = [await openSplit(dataset, 'train'), await openSplit(dataset, 'test')];
  const said = [{ dataset: 'digits', seed, ...(epochs !== undefined && { epochs }) }];
  const recipe = await resolveRecipe({ said, network: { model: MODEL }, source: 'the demo' }, context);
  stdout.write(
    `Training ${MODEL} on ${count(train.length!)} handwritten digits; ${count(test.length!)} others test it.\n\n`,
  );
  const start = performance.now();
  const last = await trainWithTable(
    recipe,
    { directory: out, overwrite: true, loading: { onBadImage: 'fail' } },
    context,
  );
  const seconds = (performance.now() - start) / 1000;
  const { test: scores, best } = last!;
  stdout.write(
    `\nTest accuracy after ${duration(seconds)}: ${accuracy(scores.top1)}; ` +
      `best: ${accuracy(best.top1)} in epoch ${best.epoch}.\n` +
      `Weights: ${join(out, runFiles.best)}\nCurves:  ${join(out, runFiles.curves)}\n\n`,
  );
  await classifySamples(out, context);
  stdout.write(
    [
      '',
      'What to try next:',
      `  npx resnext classify ${join(out, 'samples')} --weights ${join(out, runFiles.best)}`,
      '  npx resnext summary resnext50_32x4d',
      `  npx resnext bench --model ${MODEL}`,
      '',
    ].join('\n'),
  );
}

async function classifySamples(out: string, context: Context): Promise<void> {
  const samples = await writeSamples(join(out, 'samples'));
  const model = await loadForInference(join(out, runFiles.best));
  try {
    const results = await collect(
      classifyImages(
        samples.map(({ path }) => path),
        { model, labels: await labelsOf(model.row), top: 1, signal: context.signal },
      ),
    );
    writeTable(
      context,
      [
        { title: 'picture', value: ({ path }) => path },
        { title: 'is a', value: ({ label }) => label },
        {
          title: 'read as',
          value: ({ label, guess }) => (guess.label === label ? guess.label : `${guess.label} (wrong)`),
        },
        { title: 'score', value: ({ guess }) => `${decimal(100 * guess.score, 2)} %`, align: 'right' },
      ],
      results.flatMap((result, index) => {
        if ('error' in result) throw new Error(result.error);
        const { label } = samples[index]!;
        return result.predictions.map((guess) => ({ path: result.path, label, guess }));
      }),
    );
  } finally {
    model.dispose();
  }
}

/** Pictures from all over the test split. */
async function writeSamples(directory: string): Promise<{ path: string; label: string }[]> {
  await mkdir(directory, { recursive: true });
  const test = digits({ split: 'test' });
  const samples = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const index = Math.floor((sample * test.length) / SAMPLES);
    const digit = test.get(index);
    const label = test.classNames[digit.label]!;
    const path = join(directory, `test-${String(index).padStart(3, '0')}.png`);
    await writePng(path, toImage(digit));
    samples.push({ path, label });
  }
  return samples;
}
