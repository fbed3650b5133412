import { selectBackend } from '@resnext/runtime';
import { createStepper } from '@resnext/trainer';
import { createModel, resolveRow } from '@resnext/zoo';
import { madeUpBatch } from './madeUpBatch.ts';

/*
 * Takes a few training steps in a process that does nothing else, and prints its peak of resident memory in MiB.
 * Usage: trainingSteps.ts remember|recompute
 */

const STEPS = 3;

await selectBackend('native');
const row = resolveRow('resnext50_32x4d');
const stepper = createStepper(createModel(row), { recompute: process.argv[2] === 'recompute' });
const batch = madeUpBatch(row, 8);
for (let step = 0; step < STEPS; step++) await stepper.step(batch, 1e-6);
process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
