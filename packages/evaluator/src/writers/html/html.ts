import { mostConfused } from '../../metrics/confusion.ts';
import type { Comparison, GateOutcome, Report, WorstSample } from '../../report/schema.ts';
import {
  className,
  decimal,
  headline,
  percent,
  pValue,
  range,
  sharePercent,
  signed,
  title,
  whole,
} from '../words.ts';
import { escapeXml } from '../xml.ts';
import { classBars } from './classBars.ts';
import { confusionMap } from './confusionMap.ts';
import { reliabilityDiagram } from './reliability.ts';
import { style } from './style.ts';

const PAIRS = 20;
/** Nothing is fetched and nothing runs, whatever a name or a picture holds. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
const words = { passed: 'passed', warned: 'warning', failed: 'failed' } as const;

/** The report as one HTML file: no script, nothing to fetch, light and dark, at home on paper too. */
export function toHtml(report: Report): string {
  const name = escapeXml(title(report));
  const { weights, protocol, date } = report;
  const views = protocol.views === 1 ? '' : `, ${protocol.views} views, mean of ${protocol.merge}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${name}</title>
<style>${style}</style>
</head>
<body>
<h1>${name}</h1>
<p class="soft">${escapeXml(date)}${weights === undefined ? '' : `, ${escapeXml(weights)}`}${escapeXml(views)}</p>
${[
  report.gates && gatesSection(report.gates),
  cards(report),
  report.comparison && comparisonSection(report.comparison),
  charts(report),
  worstSection(report),
  pairsSection(report),
  classesSection(report),
]
  .filter(Boolean)
  .join('\n')}
</body>
</html>
`;
}

function cards(report: Report): string {
  const each = headline(report).map(
    ([name, value, note]) =>
      `<div class="card">${escapeXml(name)}<b>${escapeXml(value)}</b><small>${escapeXml(note)}</small></div>`,
  );
  return `<div class="cards">${each.join('')}</div>`;
}

function gatesSection({ passed, results }: GateOutcome): string {
  return section(
    `Gates <span class="${passed ? 'passed' : 'failed'}">${passed ? 'passed' : 'failed'}</span>`,
    table(
      ['', 'Gate', 'Result'],
      results.map(({ status, name, message }) => [
        `<span class="status ${status}">${words[status]}</span>`,
        escapeXml(name),
        escapeXml(message),
      ]),
    ),
  );
}

function comparisonSection({ baseline, samples, top1, top5, loss }: Comparison): string {
  const verdict = (is: string): string => `<span class="status ${is}">${is}</span>`;
  const accuracy = (name: string, each: Comparison['top1']): string[] => [
    name,
    percent(each.baseline),
    percent(each.report),
    `${signed(each.difference)} (${range(each.interval, signed)})`,
    whole(each.lost),
    whole(each.gained),
    pValue(each.pValue).replace('<', '&lt;'),
    verdict(each.verdict),
  ];
  const rows = [
    accuracy('Top-1 accuracy', top1),
    accuracy('Top-5 accuracy', top5),
    [
      'Loss',
      decimal(loss.baseline),
      decimal(loss.report),
      `${signed(loss.difference, 4)} (${range(loss.interval, (value) => signed(value, 4))})`,
      '',
      '',
      pValue(loss.pValue).replace('<', '&lt;'),
      verdict(loss.verdict),
    ],
  ];
  return section(
    'Beside the baseline',
    `<p class="soft">${escapeXml(baseline.model ?? 'The baseline')} of ${escapeXml(baseline.date)}, on the same ` +
      `${whole(samples)} samples. Accuracies by McNemar's exact test, the loss by a paired bootstrap.</p>` +
      table(
        ['', 'baseline', 'now', 'difference', 'lost', 'gained', 'p', 'verdict'],
        rows,
        [1, 2, 3, 4, 5, 6],
      ),
  );
}

function charts(report: Report): string {
  const figure = (content: string, caption: string): string =>
    `<figure class="wide">${content}<figcaption>${caption}</figcaption></figure>`;
  return section(
    'Charts',
    `<div class="charts">${[
      figure(
        reliabilityDiagram(report),
        'Reliability: how often predictions of a confidence are right (the mark), and how far that is from the confidence (orange). On the diagonal, the model knows how sure it may be.',
      ),
      figure(
        confusionMap(report),
        'Confusion matrix: rows are labels, columns predictions. Of many classes, those of the most mistakes.',
      ),
      figure(classBars(report), 'Accuracy of each class, worst first.'),
    ].join('')}</div>`,
  );
}

function worstSection(report: Report): string | undefined {
  if (report.worst.length === 0) return undefined;
  return section(
    'Worst mistakes',
    `<div class="samples">${report.worst.map((sample) => worstSample(report, sample)).join('')}</div>`,
  );
}

function worstSample(
  report: Report,
  { index, label, prediction, confidence, image, name }: WorstSample,
): string {
  // Small pictures are shown as they are, pixel by pixel; their size is not known here, but that of their bytes is.
  const kind = image !== undefined && image.length < 2000 ? ' class="small"' : '';
  const picture = image === undefined ? '' : `<img${kind} src="${escapeXml(image)}" alt="">`;
  const sure = Number.isFinite(confidence) ? `, ${sharePercent(confidence)} sure` : '';
  return (
    `<div class="sample">${picture}<b>${escapeXml(className(report, label))}</b> taken for ` +
    `<b>${escapeXml(className(report, prediction))}</b>${sure}<br><span class="soft">${escapeXml(name ?? `sample ${index}`)}</span></div>`
  );
}

function pairsSection(report: Report): string | undefined {
  const pairs = mostConfused(report.confusion).slice(0, PAIRS);
  if (pairs.length === 0) return undefined;
  return section(
    'Most confused',
    table(
      ['Is', 'was taken for', 'samples'],
      pairs.map(({ label, prediction, count }) => [
        escapeXml(className(report, label)),
        escapeXml(className(report, prediction)),
        whole(count),
      ]),
      [2],
    ),
  );
}

function classesSection(report: Report): string {
  const rows = report.perClass.map(({ index, precision, recall, f1, support, predicted }) => [
    escapeXml(className(report, index)),
    sharePercent(precision),
    sharePercent(recall),
    decimal(f1),
    whole(support),
    whole(predicted),
  ]);
  const all = table(['Class', 'precision', 'recall', 'F1', 'samples', 'predicted'], rows, [1, 2, 3, 4, 5]);
  return section('All classes', `<details><summary>${whole(rows.length)} classes</summary>${all}</details>`);
}

/** @param heading - markup */
function section(heading: string, content: string): string {
  return `<section><h2>${heading}</h2>${content}</section>`;
}

/** @param rows - markup; @param numbers - which columns line up at their ends */
function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const cells = (kind: 'th' | 'td', row: readonly string[]): string =>
    row
      .map((cell, column) => `<${kind}${numbers.includes(column) ? ' class="n"' : ''}>${cell}</${kind}>`)
      .join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('');
  return `<div class="wide"><table><thead><tr>${cells('th', titles)}</tr></thead><tbody>${body}</tbody></table></div>`;
}
