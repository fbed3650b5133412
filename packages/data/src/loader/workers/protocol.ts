import type { DataErrorCode } from '../../errors.ts';
import type { Entry, PipelineDescription } from '../pipeline.ts';
import type { SampleLayout } from '../sampleLayout.ts';
import type { SlotMemory } from '../slot.ts';
import type { SkippedImage, Task } from '../task.ts';

/** What a worker is told when it starts. */
export interface WorkerData {
  readonly pipeline: PipelineDescription;
}

/** What a worker is asked for; answers carry the same `id`. */
export type Request = { readonly id: number } & (
  | { readonly kind: 'probe'; readonly entry: Entry; readonly epoch: number }
  | { readonly kind: 'run'; readonly task: Task; readonly memory: SlotMemory }
);

/** What a worker answers. */
export type Answer = { readonly id: number } & (
  | { readonly layout: SampleLayout }
  | { readonly skipped: readonly SkippedImage[] }
  | { readonly error: PlainError }
);

/** An error as plain data: a class does not survive the way between threads. */
export interface PlainError {
  /** The code of a `DataError`; anything else has none. */
  readonly code?: DataErrorCode;
  readonly message: string;
  readonly stack?: string;
}
