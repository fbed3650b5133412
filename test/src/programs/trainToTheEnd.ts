import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createLoader, digits, transforms } from '@resnext/data';
import { selectBackend } from '@resnext/runtime';
import { crossEntropy, runFiles, schedules, train } from '@resnext/trainer';
import { buildRow, createModel, resolveRow } from '@resnext/zoo';

/*
 * Trains a small network on the digits in the folder that is named, going on with what is there, and writes a dot for
 * every step: something to be killed. Usage: trainToTheEnd.ts FOLDER
 */

const directory = process.argv[2]!;
const resume = existsSync(join(directory, runFiles.run));

await selectBackend('auto', { threads: 1 });
const { preprocessing, classNames } = resolveRow('resnext11_digits');
const row = buildRow({
  ...{ name: 'small', stem: 'cifar', depth: 11, stageWidths: [8, 16, 32], cardinality: 4, baseWidth: 16 },
  ...{ channels: 1, classes: 10, classNames, preprocessing },
});
const epochs = train({
  // A resumed training gets its weights from its checkpoint, whatever it begins with.
  model: createModel(row, { seed: resume ? 2 : 1 }),
  training: createLoader(digits({ split: 'train' }), {
    ...{ batchSize: 32, shuffle: true, seed: 1 },
    transform: transforms.randomAffine({ degrees: 10 }),
  }),
  validation: createLoader(digits({ split: 'test' }), { batchSize: 120 }),
  ...{ epochs: 7, schedule: schedules.warmUp(schedules.cosine(0.1), { epochs: 1 }), directory, resume },
  ...{ loss: crossEntropy({ labelSmoothing: 0.1 }), averageDecay: 0.99, clipNorm: 2, accumulate: 2 },
  // Some ten a second.
  checkpoints: { minutes: 0.1 / 60, keep: 2 },
  callbacks: [{ onStep: () => void process.stdout.write('.') }],
});
for await (const epoch of epochs) process.stdout.write(`${epoch.epoch}`);
