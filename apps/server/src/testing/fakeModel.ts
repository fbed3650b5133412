import { resolveRow } from '@resnext/zoo';
import { ServerError } from '../errors.ts';
import type { Answer } from '../service/answer.ts';
import { countOf, type Images, type Layout } from '../service/images.ts';
import type { InferOptions, ServedModel } from '../service/servedModel.ts';

const INPUT_SIZE = 2;

export interface FakeModelOptions {
  readonly name?: string;
  readonly version?: string;
  readonly layout?: Layout;
}

/** A model of three classes and 2x2 images, whose first logit is the sum of an image. */
export class FakeModel implements ServedModel {
  readonly name: string;
  readonly version: string;
  readonly row: ServedModel['row'];
  readonly labels = ['cat', 'dog', 'newt'];
  readonly settings: ServedModel['settings'];
  /** What it was asked, in order. */
  readonly asked: { readonly images: Images; readonly options: InferOptions }[] = [];
  #gate = Promise.resolve();

  constructor({ name = 'fake', version = '1', layout = 'NHWC' }: FakeModelOptions = {}) {
    this.name = name;
    this.version = version;
    const row = resolveRow('resnext11_digits');
    const preprocessing = {
      ...row.preprocessing,
      inputSize: INPUT_SIZE,
      resize: INPUT_SIZE,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    };
    this.row = { ...row, channels: 3, classes: 3, preprocessing };
    this.settings = {
      max_batch_size: 8,
      dynamic_batching: {
        preferred_batch_size: [],
        max_queue_delay_microseconds: 0,
        max_queue_size: 8,
        default_timeout_microseconds: 0,
      },
      input: { layout, max_pixels: 1e6 },
      version_policy: { latest: 1 },
    };
  }

  /** Answers nobody until what it returns is called. */
  hold(): () => void {
    const { promise, resolve } = withResolvers();
    this.#gate = promise;
    return resolve;
  }

  async infer(images: Images, options: InferOptions = {}): Promise<Answer> {
    this.asked.push({ images, options });
    const count = countOf(images);
    const logits = Float32Array.from({ length: count * 3 }, (_, index) =>
      index % 3 === 0 ? firstLogit(images, index / 3) : index % 3,
    );
    await Promise.race([this.#gate, aborted(options.signal)]);
    const { explain = 0 } = options;
    const maps = Array.from({ length: explain }, (_, index) => ({
      index,
      height: 1,
      width: 2,
      values: Float32Array.of(index, 1),
    }));
    return {
      logits,
      count,
      durations: { queue: 1e6, computeInput: 2e6, computeInfer: 3e6, computeOutput: 1e6 },
      ...(explain > 0 && { explanations: [{ maps, frame: { x: 0, y: -1, width: 2, height: 4 } }] }),
    };
  }

  statistics(): ReturnType<ServedModel['statistics']> {
    const time = { count: this.asked.length, ns: 1000 * this.asked.length };
    return {
      lastInference: 0,
      inferences: this.asked.length,
      executions: 3,
      pending: 0,
      success: time,
      fail: { count: 0, ns: 0 },
      failReasons: { REJECTED: 2, CANCELED: 0, BACKEND: 0, OTHER: 0 },
      queue: time,
      computeInput: time,
      computeInfer: time,
      computeOutput: time,
      batches: [1, 3].map((size) => {
        const each = { count: size, ns: 1 };
        return { size, computeInput: each, computeInfer: each, computeOutput: each };
      }),
    };
  }
}

function firstLogit(images: Images, index: number): number {
  if (images.kind !== 'encoded') {
    const size = images.values.length / countOf(images);
    let sum = 0;
    for (const value of images.values.subarray(index * size, (index + 1) * size)) sum += value;
    return sum;
  }
  const file = images.files[index]!;
  if (Buffer.from(file).toString() !== 'text') return file.length;
  throw new ServerError('SERVER_BAD_REQUEST', 'expected a JPEG for file 1 but received text');
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      reject(new ServerError('SERVER_CANCELLED', 'cancelled'));
    });
  });
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
