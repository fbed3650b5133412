import { mostConfused } from '../metrics/confusion.ts';
import type { Comparison, GateOutcome, Report } from '../report/schema.ts';
import {
  className,
  decimal,
  headline,
  percent,
  pValue,
  sharePercent,
  signed,
  title,
  whole,
} from './words.ts';

const MOST = 10;
const symbols = { passed: '✅', warned: '⚠️', failed: '❌' } as const;

/** The report in GitHub's Markdown: gates, figures, comparison, the weakest classes and the most confused pairs. */
export function toMarkdown(report: Report): string {
  return [
    `## ${escape(title(report))}`,
    report.gates && gatesSection(report.gates),
    table(
      ['', '', ''],
      headline(report).map((row) => row.map(escape)),
      [':--', '--:', ':--'],
    ),
    report.comparison && comparisonSection(report.comparison),
    weakestClasses(report),
    confusedPairs(report),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function gatesSection({ passed, results }: GateOutcome): string {
  return [
    `**${passed ? `${symbols.passed} Gates passed` : `${symbols.failed} Gates failed`}**`,
    table(
      ['', 'Gate', 'Result'],
      results.map(({ status, name, message }) => [symbols[status], escape(name), escape(message)]),
    ),
  ].join('\n\n');
}

function comparisonSection({ baseline, samples, top1, top5, loss }: Comparison): string {
  const accuracy = (name: string, each: Comparison['top1']): string[] => [
    name,
    percent(each.baseline),
    percent(each.report),
    `${signed(each.difference)} [${each.interval.map((end) => signed(end)).join(', ')}]`,
    `${whole(each.lost)} lost, ${whole(each.gained)} gained`,
    pValue(each.pValue),
    each.verdict,
  ];
  return [
    `### Beside ${escape(baseline.model ?? 'the baseline')} of ${baseline.date}`,
    table(
      ['', 'baseline', 'now', 'difference', `of ${whole(samples)} samples`, 'p', 'verdict'],
      [
        accuracy('Top-1', top1),
        accuracy('Top-5', top5),
        [
          'Loss',
          decimal(loss.baseline),
          decimal(loss.report),
          `${signed(loss.difference, 4)} [${loss.interval.map((end) => signed(end, 4)).join(', ')}]`,
          '',
          pValue(loss.pValue),
          loss.verdict,
        ],
      ],
    ),
  ].join('\n\n');
}

function weakestClasses(report: Report): string | undefined {
  const weakest = report.perClass
    .filter(({ support }) => support > 0)
    .sort((a, b) => a.f1 - b.f1 || a.index - b.index)
    .slice(0, MOST);
  if (weakest.length === 0) return undefined;
  return [
    '### Weakest classes',
    table(
      ['Class', 'F1', 'precision', 'recall', 'samples'],
      weakest.map(({ index, f1, precision, recall, support }) => [
        escape(className(report, index)),
        decimal(f1),
        sharePercent(precision),
        sharePercent(recall),
        whole(support),
      ]),
      [':--', '--:', '--:', '--:', '--:'],
    ),
  ].join('\n\n');
}

function confusedPairs(report: Report): string | undefined {
  const pairs = mostConfused(report.confusion).slice(0, MOST);
  if (pairs.length === 0) return undefined;
  return [
    '### Most confused',
    table(
      ['Is', 'was taken for', 'samples'],
      pairs.map(({ label, prediction, count }) => [
        escape(className(report, label)),
        escape(className(report, prediction)),
        whole(count),
      ]),
      [':--', ':--', '--:'],
    ),
  ].join('\n\n');
}

function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  rule: readonly string[] = titles.map(() => ':--'),
): string {
  return [titles, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Names of classes and files must not become markup. */
function escape(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|#~&]/g, (character) => `&#${character.codePointAt(0)};`)
    .replace(/\s+/g, ' ');
}
