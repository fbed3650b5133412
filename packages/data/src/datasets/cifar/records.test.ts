import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRecords, readRecord, type RecordLayout } from './records.ts';

const TEN: RecordLayout = { labelBytes: 1, classes: 10 };
const HUNDRED: RecordLayout = { labelBytes: 2, classes: 100 };

/** Records as the dataset's page describes them. */
function fileOf(
  layout: RecordLayout,
  labels: readonly number[],
  value: (...at: number[]) => number,
): Uint8Array {
  return Uint8Array.from(
    labels.flatMap((label, record) => [
      ...(layout.labelBytes === 2 ? [19, label] : [label]),
      ...[0, 1, 2].flatMap((channel) =>
        Array.from({ length: 1024 }, (_, i) => value(record, channel, Math.floor(i / 32), i % 32)),
      ),
    ]),
  );
}

describe('readRecord', () => {
  it.each([TEN, HUNDRED])('puts the planes of a record side by side: %o', (layout) => {
    const value = fc.func(fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(fc.nat(layout.classes - 1), { minLength: 1, maxLength: 3 }),
        value,
        (labels, value) => {
          const file = fileOf(layout, labels, value);
          checkRecords(file, layout, labels.length, 'file');
          labels.forEach((label, record) => {
            const { pixels, ...rest } = readRecord(file, layout, record);
            expect(rest).toEqual({ height: 32, width: 32, channels: 3, label });
            const expected = Array.from({ length: 1024 }, (_, i) =>
              [0, 1, 2].map((channel) => value(record, channel, Math.floor(i / 32), i % 32)),
            );
            expect([...pixels]).toEqual(expected.flat());
          });
        },
      ),
      { numRuns: 5 },
    );
  });
});

describe('checkRecords', () => {
  it('refuses another number of records, and labels that there are not', () => {
    const file = fileOf(TEN, [3, 9], () => 0);
    expect(() => checkRecords(file, TEN, 3, 'batch.bin')).toThrow(
      'expected 3 records of 3073 bytes, 9219 in all, in batch.bin but received 6146 bytes',
    );
    expect(() => checkRecords(file.subarray(1), TEN, 2, 'batch.bin')).toThrow(
      expect.objectContaining({ code: 'DATA_DAMAGED_FILE' }),
    );
    file[3073] = 10;
    expect(() => checkRecords(file, TEN, 2, 'batch.bin')).toThrow(
      'labels below 10 in batch.bin but received 10 in record 1',
    );
  });
});
