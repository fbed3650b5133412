import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { assetUrl } from '../assets.ts';
import { checkChoice } from '../check.ts';
import { DataError } from '../errors.ts';
import { indexOutOfRange, type Dataset } from './dataset.ts';
import type { Sample, Shape } from './sample.ts';
import type { Split } from './split.ts';

const SIDE = 8;
const PIXELS = SIDE * SIDE;
const INK = 16;

/** A {@link Dataset} that is held in memory, so that `get` answers at once. */
export interface DigitsDataset extends Dataset {
  readonly shape: Shape;
  get(index: number): Sample;
}

/**
 * The 1,797 handwritten digits that the package carries: grey images of 8x8 pixels, ten classes; 16 levels of ink,
 * stretched to bytes. Every fifth one
 * (index % 5 = 4, 359 in all) is for testing, the other 1,438 are for training.
 *
 * Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository,
 * 1998, CC BY 4.0; see `assets/README.md`.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`, or `DATA_CANNOT_READ` if the package is incomplete
 */
export function digits({ split }: { split: Split }): DigitsDataset {
  const isTest = checkChoice<Split>('split', split, ['train', 'test']) === 'test';
  const rows = readRows().filter((_, index) => (index % 5 === 4) === isTest);
  const name = `digits/${split}`;
  const length = rows.length;
  return {
    name,
    length,
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    channels: 1,
    shape: [SIDE, SIDE, 1],
    get(index) {
      const row = rows[index];
      if (row === undefined) throw indexOutOfRange({ name, length }, index);
      const pixels = row.subarray(0, PIXELS).map((grey) => Math.round((grey * 255) / INK));
      return { pixels, height: SIDE, width: SIDE, channels: 1, label: row[PIXELS]! };
    },
  };
}

/** Each digit as 64 grey values and its label. */
function readRows(): Uint8Array[] {
  const file = assetUrl('digits.csv.gz');
  let text: string;
  try {
    text = gunzipSync(readFileSync(file)).toString('latin1');
  } catch (cause) {
    throw new DataError(
      'DATA_CANNOT_READ',
      `expected the digits at ${file.pathname} but received ${(cause as Error).message}: install the package again`,
      { cause },
    );
  }
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => Uint8Array.from(line.split(','), Number));
}
