import process from 'node:process';
import '@resnext/evaluator/vitest';
import { publishToGitHub, readReport, writeReport } from '@resnext/evaluator';
import { expect, test } from 'vitest';
import { judge } from './judge.js';
import { loadModel } from './model.js';

test('the model is as good as it should be, and no worse than before', async () => {
  const report = await judge(await loadModel());
  // What people look at when the test fails: CI keeps the file, GitHub shows the summary.
  await writeReport(report, 'report.html');
  process.stderr.write(await publishToGitHub(report, process.env));
  expect(report).toPassGates('gates.yml', { baseline: await readReport('baseline.json') });
});
