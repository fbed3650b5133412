import { memory } from '@tensorflow/tfjs-core';
import { createLoader, digits, transforms } from '@resnext/data';
import { selectBackend, type BackendName } from '@resnext/runtime';
import { createStepper } from '@resnext/trainer';
import { buildRow, createModel, resolveRow } from '@resnext/zoo';

/*
 * Usage: soak.ts BACKEND STEPS
 * Trains and prints what was in use after 50 steps, a quarter and all of them, as JSON. A process of its own (with
 * --expose-gc), so that nothing but training is measured.
 */

const MEBI = 2 ** 20;

/** V8's collector, which `@types/node` declares without the flavours. */
const collect = globalThis.gc as (options?: { type: 'major'; flavor: 'last-resort' }) => void;

export interface Usage {
  readonly tensors: number;
  readonly bytes: number;
  /** JavaScript's own memory with its buffers, WebAssembly's among them, in MiB. */
  readonly script: number;
  /** The whole process, in MiB. */
  readonly resident: number;
}

function usage(): Usage {
  // V8 keeps freed pages for itself, tens of MiB that come and go between runs; its last resort hands them back (Node 22
  // and later: Node 20 knows only the plain collection).
  collect({ type: 'major', flavor: 'last-resort' });
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { numTensors, numBytes } = memory();
  return { tensors: numTensors, bytes: numBytes, script: (heapUsed + external) / MEBI, resident: rss / MEBI };
}

const [, , backend, total] = process.argv;
const last = Number(total);
await selectBackend(backend as BackendName);
// Every kind of layer of the digits network and squeeze and excitation, narrower.
const row = buildRow({
  ...resolveRow('resnext11_digits'),
  stageWidths: [4, 8, 16],
  cardinality: 2,
  baseWidth: 32,
  reduction: 16,
});
const loader = createLoader(digits({ split: 'train' }), {
  batchSize: 16,
  shuffle: true,
  transform: transforms.randomAffine({ degrees: 10, translate: [0.1, 0.1] }),
  dropLast: true,
});
const stepper = createStepper(createModel(row));
const seen: Usage[] = [];
let steps = 0;
for (let epoch = 1; steps < last; epoch++) {
  for await (const batch of loader.epoch(epoch)) {
    if (steps === last) break;
    await stepper.step(batch, 0.01);
    steps++;
    if ([50, last / 4, last].includes(steps)) seen.push(usage());
  }
}
console.log(JSON.stringify(seen));
