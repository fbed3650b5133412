import type { Report } from '../../report/schema.ts';
import { className, sharePercent, whole } from '../words.ts';
import { chart, element, text, tooltip } from './svg.ts';

const WIDTH = 520;
const NAMES = 150;
const VALUES = 66;
const ROW = 20;
/** With more classes than this, a name for each would make a page of its own. */
const NAMED = 40;
const CURVE_HEIGHT = 260;

/** Accuracy of each class, worst first: a bar each, or a curve over all where there are too many to name. */
export function classBars(report: Report): string {
  const classes = report.perClass
    .filter(({ support }) => support > 0)
    .sort((a, b) => a.recall - b.recall || a.index - b.index);
  return classes.length <= NAMED ? bars(report, classes) : curve(classes);
}

type ClassScores = Report['perClass'];

function bars(report: Report, classes: ClassScores): string {
  const rows = classes.map(({ index, recall, support }, row) => {
    const top = row * ROW;
    const room = WIDTH - NAMES - VALUES;
    return element(
      'g',
      {},
      tooltip(`${className(report, index)}: ${sharePercent(recall)} of ${whole(support)} samples`) +
        text(shorten(className(report, index)), {
          class: 'tick',
          x: NAMES - 8,
          y: top + 14,
          'text-anchor': 'end',
        }) +
        element('rect', { class: 'track', x: NAMES, y: top + 3, width: room, height: ROW - 6 }) +
        element('rect', { class: 'bar', x: NAMES, y: top + 3, width: recall * room, height: ROW - 6 }) +
        text(sharePercent(recall), { class: 'value', x: WIDTH, y: top + 14, 'text-anchor': 'end' }),
    );
  });
  return chart(WIDTH, Math.max(1, classes.length) * ROW, 'Accuracy of each class', rows.join(''));
}

function curve(classes: ClassScores): string {
  const left = 52;
  const room = WIDTH - left - 12;
  const x = (place: number): number => left + (place / (classes.length - 1)) * room;
  const y = (share: number): number => 12 + (1 - share) * (CURVE_HEIGHT - 60);
  const points = classes
    .map(({ recall }, place) => `${x(place).toFixed(1)},${y(recall).toFixed(1)}`)
    .join(' ');
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      element('line', { class: 'grid', x1: left, x2: left + room, y1: y(share), y2: y(share) }) +
      text(`${100 * share} %`, { class: 'tick', x: left - 8, y: y(share) + 4, 'text-anchor': 'end' }),
  );
  const ticks = [0, 0.5, 1].map((share) => {
    const place = Math.round(share * (classes.length - 1));
    return text(whole(place + 1), { class: 'tick', x: x(place), y: y(0) + 18, 'text-anchor': 'middle' });
  });
  return chart(
    WIDTH,
    CURVE_HEIGHT,
    'Accuracy of each class, worst first',
    [
      ...grid,
      ...ticks,
      element('polygon', {
        class: 'area',
        points: `${x(0)},${y(0)} ${points} ${x(classes.length - 1)},${y(0)}`,
      }),
      element('polyline', { class: 'curve', points }),
      text('classes, worst first', {
        class: 'axis',
        x: left + room / 2,
        y: CURVE_HEIGHT - 8,
        'text-anchor': 'middle',
      }),
    ].join(''),
  );
}

/** What has room beside a chart. */
export function shorten(name: string, length = 20): string {
  const characters = [...name];
  return characters.length <= length ? name : `${characters.slice(0, length - 1).join('')}…`;
}
