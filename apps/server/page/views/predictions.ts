import type { Prediction } from '../api/classification.ts';
import { byId, create } from '../dom.ts';
import { percent } from '../format.ts';

/** The classes as bars; where they come with activations, one of them can be chosen. */
export function showPredictions(
  predictions: readonly Prediction[],
  chosen: number,
  choose: (index: number) => void,
): void {
  const legend = create('legend', 'unseen', 'Most likely classes');
  const rows = predictions.map((prediction, index) => {
    const bar = create('span', 'bar');
    bar.style.setProperty('--share', `${prediction.score}`);
    const row = create(
      prediction.activation ? 'label' : 'div',
      'prediction',
      create('span', 'class', prediction.label),
      create('span', 'score', percent(prediction.score)),
      create('span', 'track', bar),
    );
    if (prediction.activation) row.prepend(radio(index === chosen, () => choose(index)));
    return row;
  });
  byId('predictions', HTMLFieldSetElement).replaceChildren(legend, ...rows);
}

function radio(checked: boolean, onChosen: () => void): HTMLInputElement {
  const input = create('input', 'unseen');
  input.type = 'radio';
  input.name = 'prediction';
  input.checked = checked;
  input.addEventListener('change', onChosen);
  return input;
}
