import type { ModelRow } from '@resnext/zoo';
import type { Epoch } from '../../epoch.ts';
import type { Judgement } from '../../judging/judge.ts';
import type { WorstImage } from '../../judging/worstImages.ts';
import { confusionTable } from './confusionTable.ts';
import { Html, html } from './html.ts';
import { pngAddress } from './png.ts';
import { style } from './style.ts';

export interface ReportOptions {
  readonly row: ModelRow;
  readonly configuration: object;
  readonly history: readonly Epoch[];
  /** SVG. */
  readonly curves: string;
  /** Of the last epoch. */
  readonly judgement: Judgement;
}

/** A training on one page that needs no other file: what was trained, how it went, and what it gets wrong. */
export function reportHtml({ row, configuration, history, curves, judgement }: ReportOptions): string {
  const last = history.at(-1)!;
  const nameOf = (label: number): string => row.classNames?.[label] ?? String(label);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${row.name}: epoch ${last.epoch} of ${last.epochs}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <h1>${row.name}</h1>
        <p>
          After epoch ${last.epoch} of ${last.epochs}, ${percent(last.test.top1)} of the validation images are
          right (error ${percent(100 - last.test.top1)}; top-5: ${percent(last.test.top5)}). The best was
          ${percent(last.best.top1)} in epoch ${last.best.epoch}.
        </p>
        <h2>Curves</h2>
        <figure>${new Html(curves)}</figure>
        <h2>What is taken for what</h2>
        ${confusionTable(judgement.confusion, row.classes, nameOf)}
        <h2>Worst images</h2>
        <p>The validation images whose class was given the least probability, the worst first.</p>
        <div class="images">${judgement.worst.map((image) => worst(image, nameOf))}</div>
        <h2>Epochs</h2>
        <div class="wide">${epochs(history)}</div>
        <h2>Configuration</h2>
        <table>
          ${Object.entries(configuration).map(setting)}
        </table>
      </body>
    </html>`;
  return page.source;
}

function worst(image: WorstImage, nameOf: (label: number) => string): Html {
  const { label, answer, labelProbability, answerProbability, index } = image;
  const verdict =
    answer === label
      ? html`${nameOf(label)} (${percent(100 * labelProbability)})`
      : html`${nameOf(answer)} (${percent(100 * answerProbability)})<br />is ${nameOf(label)}
          (${percent(100 * labelProbability)})`;
  return html`<figure>
    <img src="${pngAddress(image)}" alt="${nameOf(label)}" />
    <figcaption><span>#${index}</span> ${verdict}</figcaption>
  </figure>`;
}

function epochs(history: readonly Epoch[]): Html {
  const titles = [
    'epoch',
    'learning rate',
    'train loss',
    'train top-1',
    'test loss',
    'test top-1',
    'images/s',
    's',
  ];
  const rows = history.map(({ epoch, learningRate, train, test, imagesPerSecond, seconds }) => [
    ...[epoch, learningRate.toPrecision(3), train.loss.toFixed(4), percent(train.top1)],
    ...[
      test.loss.toFixed(4),
      percent(test.top1),
      imagesPerSecond.toFixed(imagesPerSecond < 100 ? 1 : 0),
      seconds.toFixed(1),
    ],
  ]);
  return html`<table>
    <tr>
      ${titles.map((title) => html`<th class="number">${title}</th>`)}
    </tr>
    ${rows.map(
      (cells) =>
        html`<tr>
          ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
        </tr>`,
    )}
  </table>`;
}

function setting([name, value]: [string, unknown]): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td><code>${JSON.stringify(value) ?? ''}</code></td>
  </tr>`;
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}
