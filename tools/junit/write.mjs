import { join } from 'node:path';
import process from 'node:process';
import { checkGates, evaluate, writeReport } from '../../packages/evaluator/src/index.ts';

/* Writes JUnit reports for check.sh: one that passed, and one of each kind of result with names that need escaping. */

const [folder] = process.argv.slice(2);
const labels = Int32Array.of(0, 1, 2, 3);
const logits = new Float32Array(16);
logits[0] = 1;
logits[5] = 1;
const report = await evaluate(() => logits, [{ labels }], {
  classes: 4,
  about: { model: 'tiny <&"> \u0007 net', dataset: 'animals' },
});
const gates = checkGates(report, [
  { metric: 'top1', min: 10 },
  { metric: 'top1', min: 99 },
  { metric: 'loss', max: 0.01, level: 'warn' },
]);
await writeReport(report, join(folder, 'passed.xml'));
await writeReport({ ...report, gates }, join(folder, 'failed.xml'));
