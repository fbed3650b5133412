import { describe, expect, test } from 'vitest';
import { formatNames } from './index.ts';
import { readMutant } from './testing/readMutant.ts';
import { seedsOf } from './testing/seeds.ts';

/** Of each format; `tools/fuzz` reads hundreds of thousands. */
const FILES = 250;

describe('damaged files', () => {
  test.each(formatNames)('%s: an error of ours or a good answer', async (format) => {
    const seeds = seedsOf(format);
    const outcomes = new Map<string, number>();
    for (let file = 0; file < FILES; file++) {
      const start = process.cpuUsage();
      const outcome = await readMutant(seeds, format, file);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      // Of the processor, in microseconds: a machine may be busy with other things.
      expect(process.cpuUsage(start).user, `file ${file}`).toBeLessThan(2_000_000);
    }
    // The damage is neither too little to be noticed nor so much that nothing is looked at.
    expect(outcomes.get('CONVERTER_BAD_FILE')).toBeGreaterThan(FILES / 2);
    expect(outcomes.size).toBeGreaterThan(1);
  });
});
