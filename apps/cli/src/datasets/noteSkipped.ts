import type { Loader } from '@resnext/data';
import type { Context } from '../context.ts';
import { count } from '../output/numbers.ts';

/** Tells people which images were left out: each once, however often it came. */
export function noteSkipped(skipped: Loader['skipped'], { stderr }: Pick<Context, 'stderr'>): void {
  const byName = new Map(skipped.map(({ name, reason }) => [name, reason]));
  if (byName.size === 0) return;
  stderr.write(`note: ${count(byName.size)} bad images were left out:\n`);
  // The reason names the image.
  for (const reason of byName.values()) stderr.write(`  ${reason.replace(/\s*\n\s*/g, ' ')}\n`);
}
