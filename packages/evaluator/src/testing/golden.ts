import { readFileSync } from 'node:fs';

/** What tools/golden/make_evaluation.py wrote: figures of scikit-learn, torchmetrics, PyTorch, SciPy and statsmodels. */
interface Golden {
  classification: {
    name: string;
    classes: number;
    /** float32, in base64 */
    logits: string;
    labels: number[];
    expected: {
      top1: number;
      top5: number;
      loss: number | null;
      ece: number | null;
      mce: number | null;
      /** Expected and maximum error, in float32. */
      torchmetricsCalibration?: [number, number];
      precision: number[];
      recall: number[];
      f1: number[];
      support: number[];
      confusion: number[][];
      macro: [number, number, number];
      weighted: [number, number, number];
      wilson: [number, number];
    };
  }[];
  mcnemar: { lost: number; gained: number; p: number }[];
  wilson: { correct: number; samples: number; confidence: number; interval: [number, number] }[];
  bootstrap: { values: string; interval: [number, number] };
  percentiles: { values: string; p50: number; p90: number; p95: number; p99: number };
}

export const golden = JSON.parse(
  readFileSync(new URL('../../test-assets/golden.json', import.meta.url), 'utf8'),
) as Golden;

export function floats32(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}

export function floats64(base64: string): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}
