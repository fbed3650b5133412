import { layoutOf, type SampleLayout } from './sampleLayout.ts';
import { makeViews, type Entry, type Pipeline } from './pipeline.ts';
import type { Slot } from './slot.ts';
import { runTask, type SkippedImage, type Task } from './task.ts';

/** Who makes samples: this thread, or workers. */
export interface Executor {
  /** Whether slots must be memory that other threads see. */
  readonly needsSharedMemory: boolean;
  /** Whether it has failed or was closed, and makes nothing any more. */
  readonly isOver: boolean;
  /** What the pipeline makes of a sample: all others have to be like it. */
  probe(entry: Entry, epoch: number): Promise<SampleLayout>;
  run(task: Task, slot: Slot): Promise<readonly SkippedImage[]>;
  close(): Promise<void>;
}

/** Makes samples in this thread. */
export function inThisThread(pipeline: Pipeline): Executor {
  return {
    needsSharedMemory: false,
    isOver: false,
    probe: async (entry, epoch) => layoutOf(await makeViews(entry, epoch, pipeline)),
    run: (task, slot) => runTask(task, slot, pipeline),
    close: async () => {},
  };
}
