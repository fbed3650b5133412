import { getKernel, registerKernel, unregisterKernel, type KernelConfig } from '@tensorflow/tfjs-core';
import { kernels } from '@resnext/ops';
import { selectBackend } from '@resnext/runtime';
import { createStepper } from '@resnext/trainer';
import { createModel, resolveRow } from '@resnext/zoo';
import { madeUpBatch } from '../processes/madeUpBatch.ts';
import { compare, median } from '../statistics.ts';
import { createNaiveStepper } from './naive.ts';

/*
 * A training step on TensorFlow's library, in turn: `ours`, with our kernels for it; `composed`, with those composed
 * of tfjs-core's operations; `naive`, as one writes it with TensorFlow.js alone.
 * Usage: compare.ts [MODEL] [BATCH] [ROUNDS] [WAYS, with commas between]
 */

const [name = 'resnext50_32x4d', batch = '8', rounds = '5', chosen = 'ours,composed,naive'] =
  process.argv.slice(2);
await selectBackend('tensorflow');

const row = resolveRow(name);
const images = madeUpBatch(row, Number(batch));
const model = createModel(row);
const stepper = createStepper(model);
const ours = kernelsOf('tensorflow');
const composed = kernelsOf('cpu');
// At a rate of 0 all compute the same loss, which shows that they do the same work.
const learningRate = 0;
const naive = createNaiveStepper(model, learningRate);
const step = async () => (await stepper.step(images, learningRate)).loss;
const ways = Object.entries({
  ours: () => step(),
  composed: async () => {
    use(composed);
    return step().finally(() => use(ours));
  },
  naive: () => naive.step(images),
}).filter(([way]) => chosen.split(',').includes(way));

const times = Object.fromEntries(ways.map(([way]) => [way, [] as number[]]));
for (let round = 0; round <= Number(rounds); round++) {
  for (const [way, run] of ways) {
    const start = performance.now();
    const loss = await run();
    // The first round warms up.
    if (round > 0) times[way]!.push(performance.now() - start);
    else process.stdout.write(`${way}: loss ${loss.toFixed(5)}\n`);
  }
}
process.stdout.write(
  `${name}, batch ${batch}, TF_ENABLE_ONEDNN_OPTS=${process.env['TF_ENABLE_ONEDNN_OPTS'] ?? ''}\n`,
);
for (const [way, milliseconds] of Object.entries(times)) {
  const { ratio, min, max } = compare(milliseconds, times[ways[0]![0]]!);
  process.stdout.write(
    `${way.padEnd(8)} ${median(milliseconds).toFixed(0).padStart(6)} ms a step, ` +
      `${ratio.toFixed(2)} times ${ways[0]![0]} (${min.toFixed(2)} to ${max.toFixed(2)})\n`,
  );
}

function kernelsOf(backendName: string): KernelConfig[] {
  return Object.values(kernels).flatMap((kernelName) => getKernel(kernelName, backendName) ?? []);
}

/** Registers these kernels for TensorFlow in place of what is there. */
function use(configs: readonly KernelConfig[]): void {
  for (const config of new Map(configs.map((each) => [each.kernelName, each])).values()) {
    unregisterKernel(config.kernelName, 'tensorflow');
    registerKernel({ ...config, backendName: 'tensorflow' });
  }
}
