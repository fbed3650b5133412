import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectBackend, type BackendName } from '@resnext/runtime';
import { createStepper, schedules, train, type BatchSource } from '@resnext/trainer';
import { createModel, resolveRow } from '@resnext/zoo';
import { madeUpBatch } from '../processes/madeUpBatch.ts';
import { median } from '../statistics.ts';

/*
 * What the training loop adds to its steps - batches, clocks, scores, events for TensorBoard: a step of the loop and a
 * bare one in turn, on the same images, by the clock and by processors. Usage: loop.ts [BACKEND] [STEPS]
 */

const BATCH = 8;
/** So small a rate that the weights of a network fed with noise stay finite. */
const RATE = 1e-6;

const { name } = await selectBackend((process.argv[2] ?? 'native') as BackendName);
const steps = Number(process.argv[3] ?? 12);
const row = resolveRow('resnext50_32x4d');
const batch = madeUpBatch(row, BATCH);
const source = (batches: number): BatchSource => ({
  length: batches * BATCH,
  batchesPerEpoch: batches,
  async *epoch(_, { start = 0 } = {}) {
    for (let index = start; index < batches; index++) yield batch;
  },
});

const bareModel = createModel(row);
const bare = createStepper(bareModel);
const clock: Measured = { inLoop: [], alone: [] };
const processors: Measured = { inLoop: [], alone: [] };
const waits: number[] = [];
let resumed = readings();
const directory = await mkdtemp(join(tmpdir(), 'resnext-loop-'));
const epochs = train({
  model: createModel(row),
  training: source(steps + 1),
  validation: source(1),
  epochs: 1,
  schedule: schedules.constant(RATE),
  directory,
  callbacks: [
    {
      async onStep({ step, waitSeconds }) {
        const before = readings();
        await bare.step(batch, RATE);
        const after = readings();
        // The first of each warms up.
        if (step > 1) {
          clock.inLoop.push(before.clock - resumed.clock);
          clock.alone.push(after.clock - before.clock);
          processors.inLoop.push(before.processors - resumed.processors);
          processors.alone.push(after.processors - before.processors);
          waits.push(1000 * waitSeconds);
        }
        resumed = readings();
      },
    },
  ],
});
for await (const _ of epochs);
await rm(directory, { recursive: true });

process.stdout.write(
  `${row.name}, batch ${BATCH}, ${name}; waits for data ${median(waits).toFixed(1)} ms a step\n`,
);
report('ms', clock);
report('ms of processors', processors);

interface Measured {
  readonly inLoop: number[];
  readonly alone: number[];
}

/** In milliseconds; those of processors depend less on what else the machine does. */
function readings(): { clock: number; processors: number } {
  const { user, system } = process.cpuUsage();
  return { clock: performance.now(), processors: (user + system) / 1000 };
}

function report(unit: string, { inLoop, alone }: Measured): void {
  const changes = inLoop.map((took, round) => 100 * (took / alone[round]! - 1));
  process.stdout.write(
    `a step of the loop ${median(inLoop).toFixed(0)} ${unit}, a bare step ${median(alone).toFixed(0)} ${unit}, the loop ` +
      `adds ${median(changes).toFixed(1)} % [${changes.map((change) => change.toFixed(1)).join(', ')}]\n`,
  );
}
