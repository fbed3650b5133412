import type { Report } from '../../report/schema.ts';
import { decimal, sharePercent, whole } from '../words.ts';
import { chart, element, text, tooltip } from './svg.ts';

const SIZE = 300;
const LEFT = 76;
const TOP = 12;
/** Of the strip below that shows how many samples a bin has. */
const STRIP = 44;

/** Accuracy by confidence: on the diagonal, the model is right as often as it says. */
export function reliabilityDiagram({ calibration: { bins, ece } }: Report): string {
  const x = (value: number): number => LEFT + value * SIZE;
  const y = (value: number): number => TOP + (1 - value) * SIZE;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const bottom = TOP + SIZE;
  const floor = bottom + 36 + STRIP;

  const grid = [0, 0.25, 0.5, 0.75, 1].map((value) =>
    [
      element('line', { class: 'grid', x1: x(0), x2: x(1), y1: y(value), y2: y(value) }),
      text(sharePercentTick(value), { class: 'tick', x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }),
      text(sharePercentTick(value), { class: 'tick', x: x(value), y: bottom + 18, 'text-anchor': 'middle' }),
    ].join(''),
  );
  const bars = bins
    .filter(({ count }) => count > 0)
    .map(({ from, to, count, confidence, accuracy }) => {
      const place = { x: x(from) + 1, width: (to - from) * SIZE - 2 };
      const [low, high] = [Math.min(accuracy, confidence), Math.max(accuracy, confidence)];
      return element(
        'g',
        {},
        tooltip(
          `${whole(count)} samples with a confidence of ${sharePercent(from)} to ${sharePercent(to)}: ` +
            `${sharePercent(confidence)} on average, ${sharePercent(accuracy)} correct`,
        ) +
          element('rect', { class: 'bar', ...place, y: y(low), height: low * SIZE }) +
          element('rect', { class: 'gap', ...place, y: y(high), height: (high - low) * SIZE }) +
          element('rect', { class: 'mark', ...place, y: y(accuracy) - 1, height: 2 }) +
          element('rect', {
            class: 'count',
            ...place,
            y: floor - (count / most) * STRIP,
            height: (count / most) * STRIP,
          }),
      );
    });
  return chart(
    LEFT + SIZE + 20,
    floor + 24,
    `Reliability diagram, expected calibration error ${decimal(ece)}`,
    [
      ...grid,
      ...bars,
      element('line', { class: 'diagonal', x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
      element('line', { class: 'grid', x1: x(0), x2: x(1), y1: floor, y2: floor }),
      text('accuracy', {
        class: 'axis',
        transform: `translate(16 ${y(0.5)}) rotate(-90)`,
        'text-anchor': 'middle',
      }),
      text('samples', {
        class: 'axis',
        x: LEFT - 8,
        y: floor - STRIP / 2 + 4,
        'text-anchor': 'end',
      }),
      text('confidence', { class: 'axis', x: x(0.5), y: floor + 18, 'text-anchor': 'middle' }),
    ].join(''),
  );
}

function sharePercentTick(value: number): string {
  return `${100 * value} %`;
}
