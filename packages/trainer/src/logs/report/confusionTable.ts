import { mostConfused, type ConfusionCount } from '@resnext/evaluator';
import { html, type Html } from './html.ts';

/** Beyond so many classes a matrix is too fine to read, and the list of mistakes says more. */
const MOST_CLASSES = 40;
const MISTAKES = 20;

type NameOf = (label: number) => string;

/** The confusion matrix of so many classes, rows by label and columns by answer, and the most frequent mistakes. */
export function confusionTable(cells: readonly ConfusionCount[], classes: number, nameOf: NameOf): Html {
  const table = classes <= MOST_CLASSES ? matrix(cells, classes, nameOf) : html``;
  return html`${table}${mistakes(cells, nameOf)}`;
}

function matrix(cells: readonly ConfusionCount[], classes: number, nameOf: NameOf): Html {
  const labels = Array.from({ length: classes }, (_, label) => label);
  const byPair = new Map(cells.map(({ label, prediction, count }) => [label * classes + prediction, count]));
  const rows = labels.map((label) => {
    const counts = labels.map((answer) => byPair.get(label * classes + answer) ?? 0);
    const total = Math.max(
      1,
      counts.reduce((sum, count) => sum + count, 0),
    );
    const row = counts.map((count, answer) => {
      const colour = answer === label ? '31, 95, 191' : '217, 115, 13';
      const opacity = count === 0 ? 0 : 0.08 + 0.92 * (count / total);
      const title = `${nameOf(label)} taken for ${nameOf(answer)}: ${count}`;
      const ink = opacity > 0.55 ? '#fff' : '#222';
      return html`<td
        style="background: rgba(${colour}, ${opacity.toFixed(3)}); color: ${ink}"
        title="${title}"
      >
        ${count || ''}
      </td>`;
    });
    return html`<tr>
      <th scope="row">${nameOf(label)}</th>
      ${row}
    </tr>`;
  });
  const heads = labels.map((label) => html`<th scope="col">${nameOf(label)}</th>`);
  return html`<div class="wide">
    <table class="confusion">
      <caption>
        Rows: what it is. Columns: what it was taken for.
      </caption>
      <tr>
        <td></td>
        ${heads}
      </tr>
      ${rows}
    </table>
  </div>`;
}

function mistakes(cells: readonly ConfusionCount[], nameOf: NameOf): Html {
  const rows = mostConfused(cells)
    .slice(0, MISTAKES)
    .map(
      ({ label, prediction, count }) =>
        html`<tr>
          <td>${nameOf(label)}</td>
          <td>${nameOf(prediction)}</td>
          <td class="number">${count}</td>
        </tr>`,
    );
  if (rows.length === 0) return html`<p>No image was taken for something else.</p>`;
  return html`<table>
    <tr>
      <th>is</th>
      <th>taken for</th>
      <th class="number">images</th>
    </tr>
    ${rows}
  </table>`;
}
