import { expect, test } from 'vitest';
import { WorstImages } from './worstImages.ts';

test('worst images: those with the least probability for their label, as bytes, in the order of their loss', () => {
  const worst = new WorstImages(2);
  for (let image = 0; image < 40; image++) {
    const logits = Float32Array.of(image, 0);
    const images = image % 2 === 0 ? Uint8Array.of(image) : Float32Array.of(image / 255);
    worst.update(logits, { images, labels: Int32Array.of(1), shape: [1, 1, 1, 1] });
  }
  const kept = worst.result();
  expect(kept.map(({ index }) => index)).toEqual(Array.from({ length: 24 }, (_, i) => 39 - i));
  expect(kept.map(({ pixels }) => pixels[0])).toEqual(kept.map(({ index }) => index));
  expect(kept[0]).toMatchObject({ label: 1, answer: 0, shape: [1, 1, 1] });
  expect(kept[0]!.answerProbability + kept[0]!.labelProbability).toBeCloseTo(1, 6);
});
