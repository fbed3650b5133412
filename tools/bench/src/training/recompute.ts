import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { selectBackend } from '@resnext/runtime';
import { createStepper } from '@resnext/trainer';
import { createModel, resolveRow } from '@resnext/zoo';
import { madeUpBatch } from '../processes/madeUpBatch.ts';
import { median } from '../statistics.ts';

/*
 * What `recompute` saves and costs in a training step of ResNeXt-50, batch 8. The peak of resident memory is that of
 * processes of their own; for the time, a step of either kind in turn, on the clock and in seconds of processors, which
 * depend less on what else the machine does. Usage: recompute.ts [ROUNDS]
 */

const modes = ['remember', 'recompute'] as const;
const rounds = Number(process.argv[2] ?? 8);

const run = promisify(execFile);
const worker = fileURLToPath(new URL('../processes/trainingSteps.ts', import.meta.url));
const peaks = [];
for (const mode of modes) {
  const { stdout } = await run(process.execPath, [...process.execArgv, worker, mode]);
  peaks.push(Number(stdout));
}
report('MiB at the peak', [peaks[0]!], [peaks[1]!]);

await selectBackend('native');
const row = resolveRow('resnext50_32x4d');
const batch = madeUpBatch(row, 8);
const steppers = modes.map((mode) => createStepper(createModel(row), { recompute: mode === 'recompute' }));
for (const stepper of steppers) await stepper.step(batch, 1e-6);
const clock: number[][] = [[], []];
const processors: number[][] = [[], []];
for (let round = 0; round < rounds; round++) {
  for (const [index, stepper] of steppers.entries()) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await stepper.step(batch, 1e-6);
    const { user, system } = process.cpuUsage(used);
    clock[index]!.push(performance.now() - start);
    processors[index]!.push((user + system) / 1000);
  }
}
report('ms a step', clock[0]!, clock[1]!);
report('ms of processors a step', processors[0]!, processors[1]!);

function report(what: string, remembered: readonly number[], recomputed: readonly number[]): void {
  const changes = recomputed.map((value, round) => 100 * (value / remembered[round]! - 1));
  process.stdout.write(
    `${what}: ${median(remembered).toFixed(0)} remembered, ${median(recomputed).toFixed(0)} recomputed, ` +
      `${median(changes).toFixed(0)} % [${changes.map((change) => change.toFixed(0)).join(', ')}]\n`,
  );
}
