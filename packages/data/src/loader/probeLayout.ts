import type { Executor } from './executor.ts';
import type { Entry } from './pipeline.ts';
import type { SampleLayout } from './sampleLayout.ts';
import { isBadImage } from './task.ts';

/** What the pipeline makes of the first of some samples that can be read. @throws what making the last of them throws */
export async function probeLayout(
  entries: readonly Entry[],
  epoch: number,
  { executor, skipsBadImages }: { executor: Executor; skipsBadImages: boolean },
): Promise<SampleLayout> {
  for (const entry of entries.slice(0, -1)) {
    try {
      return await executor.probe(entry, epoch);
    } catch (error) {
      if (!skipsBadImages || !isBadImage(error)) throw error;
    }
  }
  return executor.probe(entries.at(-1)!, epoch);
}
