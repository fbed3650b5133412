import { evaluate, toHtml, toJson } from '@resnext/evaluator';
import { median } from './statistics.ts';

/*
 * What judging ImageNet's 50,000 validation images costs besides the model: every figure and interval of a report, with
 * records, from 50,000 x 1,000 logits; in time beside that of ResNeXt-50, and in memory.
 */

const SAMPLES = 50_000;
const CLASSES = 1000;
const BATCH = 8;
const IMAGES = 8;

let state = 1;
/** From 0 to 1; the same in every run. */
function next(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** Logits that are right about as often as ResNeXt-50's. */
function madeUpLogits(labels: Int32Array, logits: Float32Array): void {
  for (let index = 0; index < logits.length; index++) logits[index] = 4 * (next() + next() + next() - 1.5);
  labels.forEach((_, sample) => {
    labels[sample] = Math.floor(next() * CLASSES);
    logits[sample * CLASSES + labels[sample]]! += 8 * next();
  });
}

async function measureMetrics() {
  const batch = { labels: new Int32Array(BATCH), logits: new Float32Array(BATCH * CLASSES) };
  let making = 0;
  function* batches() {
    for (let batches = 0; batches < SAMPLES / BATCH; batches++) {
      const start = performance.now();
      madeUpLogits(batch.labels, batch.logits);
      making += performance.now() - start;
      yield batch;
    }
  }
  const start = performance.now();
  const report = await evaluate(({ logits }) => logits, batches(), {
    classes: CLASSES,
    expectedSamples: SAMPLES,
  });
  const judging = performance.now() - start - making;
  const peak = process.resourceUsage().maxRSS / 1024;
  const write = performance.now();
  const bytes = { json: toJson(report).length, html: toHtml(report).length };
  return { report, judging, peak, writing: performance.now() - write, bytes };
}

/** Milliseconds an image. */
async function measureModel(): Promise<number> {
  const { tensor4d, tidy } = await import('@tensorflow/tfjs-core');
  const { selectBackend } = await import('@resnext/runtime');
  const { createModel } = await import('@resnext/zoo');
  await selectBackend();
  const model = createModel('resnext50_32x4d', { seed: 1 }).fold();
  const images = tensor4d(new Float32Array(IMAGES * 224 * 224 * 3).fill(0.5), [IMAGES, 224, 224, 3]);
  const times = [];
  for (let repetition = 0; repetition < 9; repetition++) {
    const start = performance.now();
    tidy(() => model.forward(images).dataSync());
    times.push((performance.now() - start) / IMAGES);
  }
  return median(times.slice(2));
}

const before = process.memoryUsage.rss() / 2 ** 20;
const { report, judging, peak, writing, bytes } = await measureMetrics();
console.log(
  `${SAMPLES} x ${CLASSES} logits, top-1 ${report.top1.toFixed(1)} %: ${(judging / 1000).toFixed(2)} s`,
);
console.log(
  `peak resident memory: ${peak.toFixed(0)} MiB, of which ${before.toFixed(0)} MiB before the first sample`,
);
console.log(
  `JSON of ${(bytes.json / 2 ** 20).toFixed(1)} MiB and HTML of ${(bytes.html / 2 ** 20).toFixed(1)} MiB: ${writing.toFixed(0)} ms`,
);
const image = await measureModel();
const share = judging / (SAMPLES * image);
console.log(
  `ResNeXt-50 32x4d, batch ${IMAGES}: ${image.toFixed(1)} ms an image; the metrics are ${(100 * share).toFixed(2)} % of it`,
);
