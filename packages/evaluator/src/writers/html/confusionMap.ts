import { mostConfused } from '../../metrics/confusion.ts';
import type { Report } from '../../report/schema.ts';
import { className, whole } from '../words.ts';
import { shorten } from './classBars.ts';
import { chart, element, text, tooltip } from './svg.ts';

/** What can be read at once. */
const MOST_CLASSES = 30;
const CELL = 22;
const NAMES = 130;

/** The confusion matrix as a heat map; of many classes, those that take part in the most mistakes. */
export function confusionMap(report: Report): string {
  const chosen = chooseClasses(report);
  const place = new Map(chosen.map((index, position) => [index, position]));
  const supports = new Map(report.perClass.map(({ index, support }) => [index, support]));
  const cells = report.confusion
    .filter(({ label, prediction }) => place.has(label) && place.has(prediction))
    .map(({ label, prediction, count }) => {
      const share = count / supports.get(label)!;
      const [x, y] = [NAMES + place.get(prediction)! * CELL, NAMES + place.get(label)! * CELL];
      return element(
        'g',
        {},
        tooltip(
          `${whole(count)} of ${whole(supports.get(label)!)} of ${className(report, label)} were taken for ` +
            className(report, prediction),
        ) +
          element('rect', {
            class: label === prediction ? 'right' : 'wrong',
            x: x + 0.5,
            y: y + 0.5,
            width: CELL - 1,
            height: CELL - 1,
            // The root shows rare mistakes beside frequent hits.
            'fill-opacity': 0.12 + 0.88 * Math.sqrt(share),
          }) +
          (count < 1000
            ? text(String(count), {
                class: share > 0.3 ? 'count-on' : 'count-off',
                x: x + CELL / 2,
                y: y + CELL / 2 + 3.5,
                'text-anchor': 'middle',
              })
            : ''),
      );
    });
  const names = chosen.map((index, position) => {
    const name = shorten(className(report, index), 18);
    const middle = NAMES + (position + 0.5) * CELL;
    return (
      text(name, { class: 'tick', x: NAMES - 6, y: middle + 4, 'text-anchor': 'end' }) +
      text(name, { class: 'tick', transform: `translate(${middle + 4} ${NAMES - 6}) rotate(-90)` })
    );
  });
  const side = NAMES + chosen.length * CELL + 1;
  const frame = element('rect', {
    class: 'track',
    x: NAMES,
    y: NAMES,
    width: chosen.length * CELL,
    height: chosen.length * CELL,
  });
  return chart(
    side,
    side,
    'Confusion matrix: rows are labels, columns are predictions',
    [frame, ...names, ...cells].join(''),
  );
}

/** The classes to show, in their order. */
function chooseClasses({ confusion, perClass }: Report): number[] {
  const occurring = perClass
    .filter(({ support, predicted }) => support + predicted > 0)
    .map(({ index }) => index);
  if (occurring.length <= MOST_CLASSES) return occurring;
  const chosen = new Set<number>();
  for (const { label, prediction } of mostConfused(confusion)) {
    for (const index of [label, prediction]) if (chosen.size < MOST_CLASSES) chosen.add(index);
  }
  return [...chosen].sort((a, b) => a - b);
}
