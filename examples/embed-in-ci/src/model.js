import { readFile } from 'node:fs/promises';

/**
 * The model of this project: softmax regression on 64 pixels. Yours may be anything that answers images with a number a
 * class: ResNeXt from `@resnext/zoo`, an ONNX session, a server.
 */
export async function loadModel(path = 'model.json') {
  const { weights, bias } = JSON.parse(await readFile(path, 'utf8'));
  return { predict: (batch) => predict({ weights, bias }, batch) };
}

/** @returns {Float32Array} `[N, classes]`: logits */
export function predict({ weights, bias }, { images, labels }) {
  const pixels = images.length / labels.length;
  // Images are bytes, or numbers from 0 to 1.
  const scale = images instanceof Uint8Array ? 1 / 255 : 1;
  const classes = bias.length;
  const logits = new Float32Array(labels.length * classes);
  for (let sample = 0; sample < labels.length; sample++) {
    for (let index = 0; index < classes; index++) {
      let sum = bias[index];
      for (let pixel = 0; pixel < pixels; pixel++) {
        sum += weights[index][pixel] * images[sample * pixels + pixel] * scale;
      }
      logits[sample * classes + index] = sum;
    }
  }
  return logits;
}
