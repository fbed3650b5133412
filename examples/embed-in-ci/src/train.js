import { writeFile } from 'node:fs/promises';
import { createLoader, digits } from '@resnext/data';
import { softmax } from '@resnext/evaluator';
import { predict } from './model.js';

/* Trains the model by gradient descent, in a few seconds: `npm run train`. */

const EPOCHS = 60;
const RATE = 0.3;
const [CLASSES, PIXELS] = [10, 64];

const model = {
  weights: Array.from({ length: CLASSES }, () => new Array(PIXELS).fill(0)),
  bias: new Array(CLASSES).fill(0),
};
const loader = createLoader(digits({ split: 'train' }), { batchSize: 16, shuffle: true, seed: 1 });

for (let epoch = 0; epoch < EPOCHS; epoch++) {
  for await (const batch of loader.epoch(epoch)) {
    const logits = predict(model, batch);
    const scale = batch.images instanceof Uint8Array ? 1 / 255 : 1;
    batch.labels.forEach((label, sample) => {
      const probabilities = softmax(logits.subarray(sample * CLASSES, (sample + 1) * CLASSES));
      for (let index = 0; index < CLASSES; index++) {
        const step = (RATE * ((index === label ? 1 : 0) - probabilities[index])) / batch.labels.length;
        model.bias[index] += step;
        for (let pixel = 0; pixel < PIXELS; pixel++) {
          model.weights[index][pixel] += step * batch.images[sample * PIXELS + pixel] * scale;
        }
      }
    });
  }
}

const rounded = (_, value) => (typeof value === 'number' ? Number(value.toFixed(3)) : value);
await writeFile('model.json', `${JSON.stringify(model, rounded)}\n`);
