import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EvaluatorError } from '../errors.ts';
import { evaluate, type EvaluateOptions } from '../evaluate.ts';
import { openJournal } from './journal.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnext-evaluator-'));
  path = join(folder, 'deep', 'journal.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const labels = Int32Array.from({ length: 60 }, (_, index) => index % 3);
/** Of which the 17th has no answer. */
const logits = Float32Array.from({ length: 180 }, (_, index) =>
  index === 50 ? NaN : Math.sin(index * index),
);
const batchesFrom = (start: number, size: number) =>
  Array.from({ length: Math.ceil((60 - start) / size) }, (_, batch) => {
    const from = start + batch * size;
    return { from, labels: labels.subarray(from, from + size) };
  });

interface TestBatch {
  readonly from: number;
  readonly labels: Int32Array;
}

function judge(start: number, size: number, options: Partial<EvaluateOptions> & { stopAt?: number }) {
  const { stopAt = Infinity, ...rest } = options;
  const predict = ({ from, labels }: TestBatch) => {
    if (from >= stopAt) throw new Error('interrupted');
    return logits.subarray(from * 3, (from + labels.length) * 3);
  };
  return evaluate(predict, batchesFrom(start, size), {
    classes: 3,
    expectedSamples: 60,
    date: new Date(0),
    now: () => 0,
    ...rest,
  });
}

describe('a journal', () => {
  it('lets an evaluation go on as if nothing had happened', async () => {
    const whole = await judge(0, 10, {});
    const first = await openJournal(path, 'key', { resume: true });
    await expect(judge(0, 10, { journal: first, stopAt: 30 })).rejects.toThrow('interrupted');
    await first.close();
    const second = await openJournal(path, 'key', { resume: true });
    expect(second.seen).toBe(30);
    // In batches of another size, with another interruption.
    await expect(judge(30, 6, { journal: second, stopAt: 42 })).rejects.toThrow('interrupted');
    await second.close();
    const third = await openJournal(path, 'key', { resume: true });
    expect(third.seen).toBe(42);
    const { timing: _, ...report } = await judge(42, 10, { journal: third });
    await third.remove();
    const { timing: __, ...expected } = whole;
    expect(report).toEqual(expected);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  it('drops a last line that is cut off, wherever', async () => {
    const first = await openJournal(path, 'key', { resume: false });
    await judge(0, 20, { journal: first });
    await first.close();
    const text = await readFile(path, 'utf8');
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), async (length) => {
        await writeFile(path, text.slice(0, length));
        const journal = await openJournal(path, 'key', { resume: true });
        await journal.close();
        expect(journal.seen % 20).toBe(0);
        const rest = await openJournal(path, 'key', { resume: true });
        expect((await judge(rest.seen, 20, { journal: rest })).samples).toBe(60);
        await rest.close();
        expect((await openAndClose()).seen).toBe(60);
      }),
      { numRuns: 40 },
    );
  });

  const openAndClose = async (key = 'key', resume = true) => {
    const journal = await openJournal(path, key, { resume });
    await journal.close();
    return journal;
  };

  it('is begun anew unless it is to go on', async () => {
    const first = await openJournal(path, 'key', { resume: false });
    await judge(0, 20, { journal: first });
    await first.close();
    expect((await openAndClose('key', false)).seen).toBe(0);
    expect((await openAndClose()).seen).toBe(0);
  });

  it('refuses that of another evaluation, and lines that are none', async () => {
    await openAndClose('one');
    await expect(openAndClose('other')).rejects.toMatchObject({ code: 'EVALUATOR_BAD_JOURNAL' });
    await appendFile(path, '{"seen":1}\n');
    await expect(openAndClose('one')).rejects.toBeInstanceOf(EvaluatorError);
    await writeFile(path, '\0\0\0\n');
    await expect(openAndClose('one')).rejects.toBeInstanceOf(EvaluatorError);
  });
});
