import { measurePeak } from '@resnext/runtime';
import { createStepper, type Batch } from '@resnext/trainer';
import { createModel, predict, summarize, type Model, type ModelRow } from '@resnext/zoo';
import { pause } from './pause.ts';

export interface BenchmarkOptions {
  readonly mode: 'inference' | 'training';
  /** Images at a time. */
  readonly batch: number;
  /** Batches that are timed, after one that is not. */
  readonly rounds: number;
  readonly threads: number;
  readonly backend: string;
  readonly signal: AbortSignal;
  readonly onRound?: (round: number) => void;
}

/** How fast a model is on this machine. */
export interface Benchmark {
  readonly model: string;
  readonly mode: 'inference' | 'training';
  readonly batch: number;
  readonly threads: number;
  readonly backend: string;
  readonly imagesPerSecond: number;
  readonly msPerBatch: { readonly median: number; readonly min: number; readonly max: number };
  /** Multiplications and additions of the median batch. */
  readonly gflops: number;
  /** What the arithmetic units in use can do at most. */
  readonly peakGflops: number;
  readonly shareOfPeak: number;
}

/** A training step computes the gradients of images and of filters besides the answer: three times the work. */
const WORK = { inference: 1, training: 3 } as const;

/** Times a model with random weights on made-up images. */
export async function measureModel(row: ModelRow, options: BenchmarkOptions): Promise<Benchmark> {
  const { mode, batch, threads, backend } = options;
  const milliseconds = await timeRounds(row, options);
  const sorted = milliseconds.sort((a, b) => a - b);
  const median = middle(sorted);
  const { macs } = summarize(row);
  const gflops = (2 * macs * batch * WORK[mode]) / (median * 1e6);
  const peakGflops = await measurePeak();
  return {
    model: row.name,
    mode,
    batch,
    threads,
    backend,
    imagesPerSecond: (1000 * batch) / median,
    msPerBatch: { median, min: sorted[0]!, max: sorted.at(-1)! },
    gflops,
    peakGflops,
    shareOfPeak: gflops / peakGflops,
  };
}

async function timeRounds(row: ModelRow, options: BenchmarkOptions): Promise<number[]> {
  const { mode, batch, rounds, signal, onRound } = options;
  const images = imagesFor(row, batch);
  const model = createModel(row);
  const job = mode === 'inference' ? answering(model, images) : training(model, images);
  try {
    await job.work();
    const milliseconds: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      await pause(signal);
      const start = performance.now();
      await job.work();
      milliseconds.push(performance.now() - start);
      onRound?.(round);
    }
    return milliseconds;
  } finally {
    job.dispose();
    model.dispose();
  }
}

/** What is timed, and what frees what it needs. */
interface Workload {
  work(): Promise<unknown>;
  dispose(): void;
}

function answering(model: Model, images: Batch): Workload {
  const folded = model.fold();
  return { work: () => predict(folded, images), dispose: () => folded.dispose() };
}

function training(model: Model, images: Batch): Workload {
  const stepper = createStepper(model);
  // So small a rate that the weights of a network fed with noise stay finite.
  return { work: () => stepper.step(images, 1e-6), dispose: () => stepper.dispose() };
}

function imagesFor({ channels, classes, preprocessing: { inputSize } }: ModelRow, batch: number): Batch {
  const shape = [batch, inputSize, inputSize, channels] as const;
  return {
    // No two neighbours alike, the same every time.
    images: Uint8Array.from({ length: batch * inputSize * inputSize * channels }, (_, index) => index * 151),
    shape,
    labels: Int32Array.from({ length: batch }, (_, index) => index % classes),
  };
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half) - 1]!) / 2;
}
