import { execFile, type ExecFileException } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { selectBackend } from '@resnext/runtime';
import { createModel, saveModel } from '@resnext/zoo';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/* What action.yml and the example for GitLab run, with an npx that runs the command of this workspace. */

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-ci-'));
  await mkdir(join(folder, 'bin'));
  const npx = join(folder, 'bin', 'npx');
  await writeFile(
    npx,
    `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${join(root, 'apps/cli/bin/resnext.js')}" "$@"\n`,
  );
  await chmod(npx, 0o755);
  await selectBackend();
  const model = createModel('resnext11_digits', { seed: 1 });
  await saveModel(model, join(folder, 'model.safetensors'));
  model.dispose();
});
afterEach(() => rm(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly output: string;
}

function bash(script: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { PATH, HOME } = process.env;
  const environment = { PATH: `${join(folder, 'bin')}${delimiter}${PATH}`, HOME, ...env };
  return new Promise((resolve) => {
    const options = { cwd: folder, env: environment };
    execFile(
      'bash',
      ['-e', '-o', 'pipefail', '-c', script],
      options,
      (error: ExecFileException | null, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: out + err });
      },
    );
  });
}

const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

describe('action.yml', () => {
  interface Action {
    inputs: Record<string, { default?: string }>;
    runs: { steps: { id?: string; run?: string; env?: Record<string, string> }[] };
  }

  async function act(inputs: Readonly<Record<string, string>>): Promise<Ran> {
    const action = parse(await readFile(join(root, 'action.yml'), 'utf8')) as Action;
    const step = action.runs.steps.find(({ id }) => id === 'evaluate')!;
    const env = Object.entries(step.env!).map(([name, expression]) => {
      const input = /^\$\{\{ inputs\.(\S+) \}\}$/.exec(expression)![1]!;
      return [name, inputs[input] ?? action.inputs[input]!.default ?? ''] as const;
    });
    return bash(step.run!, {
      ...Object.fromEntries(env),
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    });
  }

  it('passes, with outputs, a summary and reports', async () => {
    const ran = await act({
      weights: 'model.safetensors',
      dataset: 'digits',
      gates: 'loss<=99\nsamples>=359\n',
    });
    expect(ran.output).toMatch(/^passed {3}received 359 for samples/m);
    expect(ran.code).toBe(0);
    expect(await read('output')).toMatch(/^report=resnext-report\/report\.json\ntop1=[\d.]+\npassed=true\n$/);
    expect(await read('summary.md')).toContain('## resnext11&#95;digits on digits');
    expect(await read('resnext-report/junit.xml')).toContain('tests="2" failures="0"');
    expect(await read('resnext-report/report.html')).toContain('<svg');
  });

  it('fails with a gate, annotated, and with bad input', async () => {
    const inputs = { weights: 'model.safetensors', dataset: 'digits', gates: 'top1>=99' };
    const ran = await act({ ...inputs, arguments: '--batch-size\n32' });
    expect(ran.code).toBe(1);
    expect(ran.output).toMatch(/^::error title=resnext11_digits on digits%3A top1 >= 99 %25::expected top1/m);
    expect(await read('output')).toContain('passed=false');
    expect((await act({ ...inputs, gates: '$(touch pwned)' })).code).toBe(2);
    await expect(read('pwned')).rejects.toThrow('ENOENT');
  });
});

describe('examples/gitlab-ci', () => {
  it('runs its script, and leaves the files that GitLab is told of', async () => {
    const example = join(root, 'examples/gitlab-ci');
    const { evaluate } = parse(await readFile(join(example, '.gitlab-ci.yml'), 'utf8')) as {
      evaluate: { script: string[]; artifacts: { paths: string[]; reports: { junit: string } } };
    };
    await cp(join(example, 'gates.yml'), join(folder, 'gates.yml'));
    const script = evaluate.script.join('\n');
    const { artifacts } = evaluate;
    // The first run makes the baseline; its own gate on accuracy fails, since the weights are random.
    await bash(script.replace('--baseline baseline.json', '').replace('--gate gates.yml', ''));
    await cp(join(folder, 'report.json'), join(folder, 'baseline.json'));
    const { code, output } = await bash(script);
    expect(output).toMatch(/^failed {3}expected top1 >= 98 %/m);
    expect(output).toMatch(/^passed {3}received .* for top1, expected >= .* \(baseline/m);
    expect(code).toBe(1);
    for (const path of [...artifacts.paths, artifacts.reports.junit]) expect(await read(path)).not.toBe('');
  });
});
