import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareRuns } from '../compare/compareRuns.ts';
import { checkGates } from '../gates/checkGates.ts';
import { parseReport } from '../report/parseReport.ts';
import type { Report } from '../report/schema.ts';
import { reportOf } from '../testing/reports.ts';
import { csvHeader, toCsvLine } from './csv.ts';
import { publishToGitHub } from './github.ts';
import { toHtml } from './html/html.ts';
import { toJUnit } from './junit.ts';
import { toMarkdown } from './markdown.ts';
import { writeReport } from './writeReport.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-evaluator-'));
});
afterEach(() => rm(folder, { recursive: true }));

const plain = await reportOf(40, (index) => index % 5 > 0);
const report: Report = {
  ...plain,
  gates: checkGates(plain, [
    { metric: 'top1', min: 75 },
    { metric: 'top1', min: 90 },
    { metric: 'loss', max: 0.01, level: 'warn' },
  ]),
  comparison: compareRuns(plain, await reportOf(40, () => true)),
};
const HOSTILE = `</title><script>alert(1)</script> | "'&]]>\u0000\ud800\n# 100%::`;
const hostile: Report = {
  ...report,
  model: HOSTILE,
  dataset: HOSTILE,
  weights: HOSTILE,
  classNames: report.classNames!.map(() => HOSTILE),
  worst: report.worst.map((each) => ({ ...each, name: HOSTILE })),
  gates: {
    passed: false,
    results: report.gates!.results.map((each) => ({ ...each, name: HOSTILE, message: HOSTILE })),
  },
};

describe('toMarkdown', () => {
  it('shows gates, figures, comparison and classes', () => {
    const text = toMarkdown(report);
    expect(text).toContain('## tiny on animals');
    expect(text).toContain('| ❌ | top1 &#62;= 90 % | expected top1 &#62;= 90 % but received 80 % |');
    expect(text).toContain('| ⚠️ |');
    expect(text).toContain('| Top-1 accuracy | 80.00 % | 95 % interval 65.24 % to 89.50 % |');
    expect(text).toContain('| Top-1 | 100.00 % | 80.00 % | -20.00 [');
    expect(text).toContain('### Weakest classes');
    expect(text).toMatch(/\| ant \| bee \| \d \|/);
  });

  it('keeps its tables whole, whatever things are called', () => {
    const cells = (text: string) =>
      text
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.split('|').length);
    expect(cells(toMarkdown(hostile))).toEqual(cells(toMarkdown(report)));
    expect(toMarkdown(hostile)).not.toContain('<script');
  });
});

describe('toJUnit', () => {
  it('has a test case a gate', () => {
    const xml = toJUnit(report);
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1" time="0.010"');
    expect(xml).toContain('timestamp="2026-01-02T03:04:05"');
    expect(xml.match(/<testcase /g)).toHaveLength(3);
    expect(xml).toContain('<failure type="gate" message="expected top1 &#62;= 90 % but received 80 %">');
  });

  it('has one without gates, and is well-formed whatever things are called', () => {
    expect(toJUnit(plain)).toContain('tests="1" failures="0"');
    const xml = toJUnit(hostile);
    expect(xml).not.toContain('<script');
    expect(xml).not.toContain('\u0000');
    expect(xml).not.toMatch(/\p{Surrogate}/u);
    expect(xml.match(/<testcase /g)).toHaveLength(3);
  });
});

describe('toHtml', () => {
  it('is one file with charts, nothing to fetch and nothing to run', () => {
    const html = toHtml({ ...report, worst: [{ ...report.worst[0]!, image: 'data:image/png;base64,AAAA' }] });
    expect(html.match(/<svg /g)).toHaveLength(3);
    expect(html).toContain('<img class="small" src="data:image/png;base64,AAAA" alt="">');
    expect(html).not.toMatch(/<script|https?:|url\(|@import|<link/);
  });

  it('escapes names', () => {
    const html = toHtml(hostile);
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/\p{Surrogate}/u);
  });

  it('draws any number of classes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.infiniteStream(fc.nat(20)), (classes, numbers) => {
        const next = () => numbers.next().value as number;
        const perClass = Array.from({ length: classes }, (_, index) => {
          const support = next();
          return {
            index,
            precision: 0.5,
            recall: support === 0 ? 0 : 0.5,
            f1: 0.5,
            support,
            predicted: next(),
          };
        });
        const confusion = perClass
          .filter(({ support }) => support > 0)
          .map(({ index, support }) => ({ label: index, prediction: next() % classes, count: support }));
        const html = toHtml({ ...plain, classes, classNames: undefined, perClass, confusion });
        expect(html).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('toCsvLine', () => {
  it('has a cell for each title', () => {
    const line = toCsvLine(report);
    expect(line.split(',').length).toBe(csvHeader.split(',').length);
    expect(line).toMatch(/^2026-01-02T03:04:05\.678Z,tiny,,animals,40,80,65\.2\d+,89\.\d+,/);
    expect(toCsvLine({ ...report, model: '=1+"2",3', loss: NaN })).toContain(`,"'=1+""2"",3",,animals,`);
  });
});

describe('writeReport', () => {
  it('writes what the ending says', async () => {
    for (const [name, beginning] of [
      ['a.json', '{"schemaVersion":1'],
      ['a.md', '## tiny'],
      ['a.HTML', '<!doctype html>'],
      ['a.xml', '<?xml'],
    ] as const) {
      await writeReport(report, join(folder, name));
      expect((await readFile(join(folder, name), 'utf8')).startsWith(beginning)).toBe(true);
    }
    expect(parseReport(await readFile(join(folder, 'a.json'), 'utf8'))).toEqual(report);
    await expect(writeReport(report, 'a.pdf')).rejects.toMatchObject({ code: 'EVALUATOR_INVALID_OPTION' });
  });

  it('adds a line to a table, and to no other file', async () => {
    const path = join(folder, 'runs.csv');
    await writeReport(report, path);
    await writeReport(report, path);
    const text = await readFile(path, 'utf8');
    expect(text).toBe(csvHeader + toCsvLine(report) + toCsvLine(report));
    // As another process left it that was killed.
    await writeFile(path, text.slice(0, -20));
    await writeReport(report, path);
    expect((await readFile(path, 'utf8')).endsWith(`\n${toCsvLine(report)}`)).toBe(true);
    await writeFile(path, 'precious');
    await expect(writeReport(report, path)).rejects.toMatchObject({ code: 'EVALUATOR_INVALID_OPTION' });
    expect(await readFile(path, 'utf8')).toBe('precious');
  });
});

describe('publishToGitHub', () => {
  it('adds to the summary and returns annotations', async () => {
    const summary = join(folder, 'summary.md');
    await writeFile(summary, 'before\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const lines = (await publishToGitHub(report, env)).split('\n');
    expect(lines[0]).toBe(
      '::error title=tiny on animals%3A top1 >= 90 %25::expected top1 >= 90 %25 but received 80 %25',
    );
    expect(lines[1]).toMatch(/^::warning /);
    expect(await readFile(summary, 'utf8')).toBe(`before\n${toMarkdown(report)}\n`);
  });

  it('lets no name give commands to the runner', async () => {
    const lines = (await publishToGitHub(hostile, { GITHUB_ACTIONS: 'true' })).trimEnd().split('\n');
    expect(lines.map((line) => line.split('::')[1]?.split(' ')[0])).toEqual(['error', 'warning']);
  });

  it('does nothing elsewhere, and leaves a summary that is full', async () => {
    expect(await publishToGitHub(report, {})).toBe('');
    const summary = join(folder, 'full.md');
    await writeFile(summary, 'x'.repeat(2 ** 20));
    await publishToGitHub(report, { GITHUB_STEP_SUMMARY: summary });
    expect((await readFile(summary)).length).toBe(2 ** 20);
  });
});
