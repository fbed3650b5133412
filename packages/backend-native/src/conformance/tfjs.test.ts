import { getKernelsForBackend } from '@tensorflow/tfjs-core';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import '../index.ts';
import { bundleTests } from './bundle.ts';
import { ignored, notImplemented } from './ignored.ts';
import type { SpecResult } from './run.ts';

/** The bundle lies outside of the package and cannot find the addon by itself. */
const addon =
  process.env['RESNEXT_NATIVE_ADDON'] || fileURLToPath(new URL('../../build/resnext.node', import.meta.url));

let results: SpecResult[];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'resnext-conformance-'));
  try {
    const [bundle, report] = [join(folder, 'tests.mjs'), join(folder, 'report.json')];
    await bundleTests(bundle);
    const tsx = createRequire(import.meta.url).resolve('tsx');
    const run = fileURLToPath(new URL('run.ts', import.meta.url));
    await promisify(execFile)(process.execPath, ['--import', tsx, run, bundle, report], {
      env: { ...process.env, RESNEXT_NATIVE_ADDON: addon },
      // What some tests print.
      maxBuffer: 1 << 26,
    });
    results = JSON.parse(await readFile(report, 'utf8')) as SpecResult[];
  } finally {
    await rm(folder, { recursive: true });
  }
});

const absent = notImplemented.flatMap(({ kernels }) => kernels);
const names = ignored.flatMap((each) => each.names);

function isFailure({ fullName, status, messages }: SpecResult): boolean {
  if (status !== 'failed') return false;
  if (names.some((name) => fullName.includes(name))) return false;
  return !messages.some((message) =>
    absent.includes(/Kernel '(\w+)' not registered for backend 'native'/.exec(message)?.[1] ?? ''),
  );
}

test("passes tfjs-core's own tests", () => {
  expect(results.filter(isFailure)).toEqual([]);
  expect(results.filter(({ status }) => status === 'passed').length).toBeGreaterThan(3500);
});

test('has no kernel that is listed as absent', () => {
  const registered = getKernelsForBackend('native').map(({ kernelName }) => kernelName);
  expect(absent.filter((name) => registered.includes(name))).toEqual([]);
});

test('ignores no test that passes or is gone', () => {
  const failed = results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  expect(names.filter((name) => !failed.some((test) => test.includes(name)))).toEqual([]);
});
