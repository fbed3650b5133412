import { readReport, type Report } from '@resnext/evaluator';
import { createModel, saveModel } from '@resnext/zoo';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeImageFolder } from '../testing/imageFolder.ts';
import { runCli, type RunCliOptions } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { writeRandomWeights } from '../testing/weights.ts';

let folder: string;
let weights: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  weights = await writeRandomWeights(folder);
});

const evaluate = (argv: readonly string[], options?: RunCliOptions) =>
  runCli(['eval', '--weights', weights, '--dataset', 'digits', ...argv], options);

describe('eval', () => {
  it('reports on the test images as JSON, whatever the batches', async () => {
    const reports = [];
    for (const size of ['64', '7']) {
      const { exitCode, stdout, stderr } = await evaluate(['--json', '--batch-size', size]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      reports.push(JSON.parse(stdout) as Record<string, number>);
    }
    const [report, other] = reports;
    expect(report).toMatchObject({
      schemaVersion: 1,
      model: 'resnext11_digits',
      weights,
      dataset: 'digits',
      samples: 359,
      expectedSamples: 359,
      top1: expect.any(Number),
      top5: expect.any(Number),
      loss: expect.any(Number),
      timing: { milliseconds: expect.any(Number), batches: 6 },
    });
    expect(other).toMatchObject({ top1: report!['top1'], top5: report!['top5'], timing: { batches: 52 } });
    expect(other!['loss']).toBeCloseTo(report!['loss']!, 5);
  });

  it('shows accuracies with their errors to people', async () => {
    const { stdout } = await evaluate([]);
    expect(stdout).toMatch(/^top-1 accuracy +\d+\.\d\d % \(error \d+\.\d\d %\)$/m);
    expect(stdout).toMatch(/^95 % interval +\d+\.\d\d % to \d+\.\d\d %$/m);
    expect(stdout).toMatch(/^images +359$/m);
  });

  it('ends with exit code 1 when a gate fails, after the report', async () => {
    const { exitCode, stdout, stderr } = await evaluate(['--min-top1', '100', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toHaveProperty('gates.passed', false);
    expect(stderr).toMatch(/^resnext: expected top1 >= 100 % but received [\d.]+ %\n$/);
    expect(await evaluate(['--min-top1', '0'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('takes gates as files and expressions, warns, and writes reports all the same', async () => {
    const gates = join(folder, 'gates.yml');
    await writeFile(
      gates,
      'gates:\n  - { metric: top1, min: 100, level: warn }\n  - { metric: loss, max: 1e9 }\n',
    );
    const files = ['json', 'md', 'html', 'xml', 'csv'].map((ending) => join(folder, `report.${ending}`));
    const summary = join(folder, 'summary.md');
    const { exitCode, stdout, stderr } = await evaluate(
      ['--gate', gates, '--gate', 'loss<=0', ...files.flatMap((file) => ['--report', file])],
      { env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary } },
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^warning {2}expected top1 >= 100 % but received/m);
    expect(stdout).toMatch(/^passed {3}received [\d.]+ for loss, expected <= 1000000000$/m);
    expect(stdout).toMatch(/^failed {3}expected loss <= 0 but received/m);
    expect(stderr).toMatch(
      /^::error title=[^\n]+\n::warning title=[^\n]+\nresnext: expected loss <= 0[^\n]+\n$/,
    );
    const [json, markdown, html, xml, csv] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    expect(JSON.parse(json!)).toHaveProperty('records.index.length', 359);
    expect(await readFile(summary, 'utf8')).toBe(`${markdown}\n`);
    expect(html!.match(/<img [^>]*src="data:image\/png;base64,/g)).toHaveLength(24);
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(csv!.trim().split('\n')).toHaveLength(2);
  });

  it('compares with a baseline, sample by sample', async () => {
    const baseline = join(folder, 'baseline.json');
    await evaluate(['--report', baseline, '--no-records']);
    const without = await evaluate(['--baseline', baseline, '--gate', 'top1>=baseline', '--json']);
    expect(without).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^note: without records/) });
    expect(JSON.parse(without.stdout)).not.toHaveProperty('comparison');
    await evaluate(['--report', baseline]);
    const { exitCode, stdout } = await evaluate([
      '--baseline',
      baseline,
      '--gate',
      'top1>=baseline',
      '--json',
    ]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty('comparison.top1.verdict', 'noise');
    // A baseline of another model, in which every answer was right.
    const { records, ...perfect } = await readReport(baseline);
    const right = { ...records!, prediction: records!.label, rank: records!.rank.map(() => 0) };
    await writeFile(baseline, JSON.stringify({ ...perfect, top1: 100, records: right }));
    const worse = await evaluate(['--baseline', baseline, '--gate', 'top1>=baseline-1%']);
    expect(worse).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^top-1 .* worse$/m) });
  });

  it.each([
    [
      ['--dataset', 'mnist'],
      /^resnext: expected one of [^\n]*digits[^\n]* for --dataset but received 'mnist'\n$/,
    ],
    [['--gate', 'top9>=1'], /received the metric 'top9'/],
    [['--gate', 'no-such-file.yml'], /no such file/],
    [['--gate', 'top1>=baseline'], /expected a report for --baseline/],
    [['--baseline', 'package.json'], /expected a report of version 1 in package\.json/],
    [['--report', 'report.pdf'], /ends in \.json, \.md, \.html, \.xml, \.csv/],
    [['--label-map', 'best'], /expected real:FILE/],
    [['--label-map', 'numeric-folders:x'], /expected real:FILE/],
    [['--confidence', '0.5'], /expected 0\.9, 0\.95 or 0\.99/],
    [['--merge', 'votes'], /expected one of logits, probabilities for --merge/],
    [['--resume'], /XDG_CACHE_HOME/],
  ])('refuses %j in one line', async (argv, message) => {
    const { exitCode, stdout, stderr } = await evaluate(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^resnext: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });

  it('refuses a model that does not fit', async () => {
    const { classNames: _, ...row } = createModel('resnext11_digits').row;
    const model = createModel({ ...row, name: 'seven', classes: 7 });
    const path = join(folder, 'seven.safetensors');
    await saveModel(model, path);
    expect(await runCli(['eval', '--weights', path, '--dataset', 'digits'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected a model of 10 classes and 1 channels'),
    });
  });

  it('takes other labels than those of the dataset', async () => {
    const real = join(folder, 'real.json');
    // No digit is right but for the first hundred images, for which every digit is.
    const all = Array.from({ length: 10 }, (_, digit) => digit);
    await writeFile(
      real,
      JSON.stringify(Array.from({ length: 359 }, (_, index) => (index < 100 ? all : []))),
    );
    const { stdout } = await evaluate(['--label-map', `real:${real}`, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ samples: 100, skippedSamples: 259, top1: 100 });
    const subset = join(folder, 'subset.txt');
    await writeFile(subset, '9 8 7 6 5\n4 3 2 1 0\n');
    const report = JSON.parse(
      (await evaluate(['--label-map', `subset:${subset}`, '--json'])).stdout,
    ) as object;
    expect(report).toMatchObject({ classes: 10, samples: 359 });
    expect((await evaluate(['--label-map', 'numeric-folders', '--json'])).exitCode).toBe(0);
  });

  it('shows several views of larger images, at several sizes, and says which it left out', async () => {
    const data = join(folder, 'images');
    await writeImageFolder(data, { train: 1, val: 4 });
    const broken = join(data, 'val', 'blue', 'broken.png');
    await writeFile(broken, 'no image');
    const row = { ...createModel('resnext11_digits').row, name: 'colours', channels: 3, classes: 2 };
    const preprocessing = {
      ...row.preprocessing,
      mean: [0.5, 0.5, 0.5],
      std: [1, 1, 1],
      inputSize: 24,
      resize: 32,
    };
    const model = createModel({ ...row, classNames: ['blue', 'red'], preprocessing }, { seed: 3 });
    const path = join(folder, 'colours.safetensors');
    await saveModel(model, path);
    model.dispose();
    const judge = async (...argv: string[]) => {
      const common = ['--weights', path, '--dataset', 'folder', '--data', data, '--workers', '0', '--json'];
      const ran = await runCli(['eval', ...common, ...argv]);
      return { ...ran, report: JSON.parse(ran.stdout || '{}') as Report };
    };
    expect(await judge()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('broken.png') });
    const skip = ['--on-bad-image', 'skip'];
    const plain = await judge(...skip);
    expect(plain).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('1 bad images were left out'),
    });
    expect(plain.report).toMatchObject({ samples: 8, expectedSamples: 9, protocol: { views: 1 } });
    expect(plain.report.skipped).toMatchObject([{ name: expect.stringContaining('broken.png') }]);
    const html = join(folder, 'views.html');
    const { report } = await judge(
      ...skip,
      '--ten-crop',
      '--scales',
      '24,32',
      '--merge',
      'probabilities',
      '--report',
      html,
    );
    expect(report).toMatchObject({
      samples: 8,
      protocol: { views: 20, merge: 'probabilities', scales: [24, 32] },
    });
    expect(report.loss).not.toBe(plain.report.loss);
    expect(await readFile(html, 'utf8')).toMatch(report.worst.length > 0 ? /<img [^>]*data:image/ : /<svg/);
    expect(await evaluate(['--ten-crop'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected a dataset of larger images for --ten-crop'),
    });
  });

  it('stops when it is interrupted', async () => {
    expect(await evaluate([], { signal: AbortSignal.abort() })).toMatchObject({ exitCode: 130, stdout: '' });
  });

  it('goes on with --resume where it was interrupted', async () => {
    const cache = join(folder, 'cache');
    const env = { XDG_CACHE_HOME: cache };
    const whole = JSON.parse((await evaluate(['--json'], { env })).stdout) as Record<string, unknown>;
    const kept = () => readdir(join(cache, 'resnext', 'evaluations'));
    expect(await kept()).toEqual([]);

    // Interrupted when the first batches are in the journal.
    const interruption = new AbortController();
    const running = evaluate(['--json', '--batch-size', '4'], { env, signal: interruption.signal });
    await expect
      .poll(
        async () =>
          (await readFile(join(cache, 'resnext', 'evaluations', (await kept())[0]!), 'utf8')).split('\n')
            .length,
        { interval: 5, timeout: 60_000 },
      )
      .toBeGreaterThan(3);
    interruption.abort();
    expect(await running).toMatchObject({
      exitCode: 130,
      stdout: '',
      stderr: expect.stringContaining('--resume goes on where this one stopped'),
    });

    const { exitCode, stdout, stderr } = await evaluate(['--json', '--batch-size', '4', '--resume'], { env });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^note: going on after \d+ of 359 images\n$/);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    for (const figure of ['top1', 'top5', 'confusion', 'samples'])
      expect(report[figure]).toEqual(whole[figure]);
    expect(await kept()).toEqual([]);
    // Nothing to go on with is no error.
    expect((await evaluate(['--resume'], { env })).exitCode).toBe(0);
  });

  it('needs no journal where there is no place for one', async () => {
    const cache = join(folder, 'file');
    await mkdir(folder, { recursive: true });
    await writeFile(cache, '');
    const env = { XDG_CACHE_HOME: cache };
    expect((await evaluate([], { env })).exitCode).toBe(0);
    expect(await evaluate(['--resume'], { env })).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
