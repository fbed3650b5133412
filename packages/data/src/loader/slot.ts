import type { Sample } from '../datasets/sample.ts';
import type { Batch } from './batch.ts';
import { valuesOf, type SampleLayout } from './sampleLayout.ts';

/** The memory of one batch, as it travels to workers: they write into it, nothing is copied. */
export interface SlotMemory {
  readonly layout: SampleLayout;
  readonly buffer: ArrayBufferLike;
  /** How many samples there is room for. */
  readonly capacity: number;
  /** 0 where batches are not mixed. */
  readonly classes: number;
}

/** The words at the beginning of a slot that threads agree through. */
const WORDS = { remaining: 0, cancelled: 1, samples: 2, mixed: 3, count: 4 } as const;

/** What a position of a slot holds. */
const EMPTY = -1;

/** A batch that is being put together, by several threads at once. */
export class Slot {
  readonly memory: SlotMemory;
  readonly #words: Int32Array;
  readonly #labels: Int32Array;
  readonly #indices: Int32Array;
  readonly #targets: Float32Array;
  readonly #images: Uint8Array | Float32Array;

  constructor(memory: SlotMemory) {
    const { buffer, capacity, classes, layout } = memory;
    this.memory = memory;
    const [labels, indices, targets, images] = offsets(capacity, classes);
    const values = capacity * valuesOf(layout);
    this.#words = new Int32Array(buffer, 0, WORDS.count);
    this.#labels = new Int32Array(buffer, labels, capacity);
    this.#indices = new Int32Array(buffer, indices, capacity);
    this.#targets = new Float32Array(buffer, targets, capacity * classes);
    this.#images = layout.isFloat
      ? new Float32Array(buffer, images, values)
      : new Uint8Array(buffer, images, values);
  }

  /** New memory; `isShared` lets other threads see it. */
  static allocate(request: Omit<SlotMemory, 'buffer'>, { isShared }: { isShared: boolean }): Slot {
    const bytes = slotBytes(request);
    return new Slot({ ...request, buffer: isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes) });
  }

  /** Makes it ready for a batch of `samples`. */
  begin(samples: number): void {
    this.#words[WORDS.samples] = samples;
    this.#words[WORDS.remaining] = samples;
    this.#words[WORDS.cancelled] = 0;
    this.#words[WORDS.mixed] = 0;
    this.#indices.fill(EMPTY);
  }

  /** Tells all threads that nobody wants the batch any more. */
  cancel(): void {
    Atomics.store(this.#words, WORDS.cancelled, 1);
  }

  get isCancelled(): boolean {
    return Atomics.load(this.#words, WORDS.cancelled) === 1;
  }

  /** Puts the views of a sample in their place. */
  write(position: number, index: number, views: readonly Sample[]): void {
    const size = valuesOf(this.memory.layout) / views.length;
    views.forEach(({ pixels }, view) => this.#images.set(pixels, (position * views.length + view) * size));
    this.#labels[position] = views[0]!.label;
    this.#indices[position] = index;
  }

  /** Notes that `samples` more are done. @returns whether these were the last */
  finish(samples: number): boolean {
    return Atomics.sub(this.#words, WORDS.remaining, samples) === samples;
  }

  /** Closes the gaps that bad images left. */
  compact(): void {
    const size = valuesOf(this.memory.layout);
    let to = 0;
    for (let from = 0; from < this.#words[WORDS.samples]!; from++) {
      if (this.#indices[from] === EMPTY) continue;
      if (from !== to) {
        this.#images.copyWithin(to * size, from * size, (from + 1) * size);
        this.#labels[to] = this.#labels[from]!;
        this.#indices[to] = this.#indices[from]!;
      }
      to++;
    }
    this.#words[WORDS.samples] = to;
  }

  /** Keeps the shares that mixing gave. */
  setTargets(targets: Float32Array): void {
    this.#targets.set(targets);
    this.#words[WORDS.mixed] = 1;
  }

  /** The batch as it lies in the memory; valid until the slot begins another. */
  batch(): Batch {
    const { layout, classes } = this.memory;
    const { height, width, channels, views } = layout;
    const samples = this.#words[WORDS.samples]!;
    return {
      images: this.#images.subarray(0, samples * valuesOf(layout)),
      shape: [samples * views, height, width, channels],
      labels: this.#labels.subarray(0, samples),
      indices: this.#indices.subarray(0, samples),
      ...(this.#words[WORDS.mixed] === 1 && { targets: this.#targets.subarray(0, samples * classes) }),
      views,
    };
  }
}

/** How many bytes a slot takes. */
export function slotBytes({ layout, capacity, classes }: Omit<SlotMemory, 'buffer'>): number {
  const [, , , images] = offsets(capacity, classes);
  return images + capacity * valuesOf(layout) * (layout.isFloat ? 4 : 1);
}

function offsets(capacity: number, classes: number): [number, number, number, number] {
  const labels = WORDS.count * 4;
  const indices = labels + capacity * 4;
  const targets = indices + capacity * 4;
  return [labels, indices, targets, targets + capacity * classes * 4];
}
