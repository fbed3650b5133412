import { DataError } from '../../errors.ts';
import type { Sample } from '../sample.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const PIXELS = 3 * PLANE;

/** How the records of a version of CIFAR are laid out: labels, then the red, the green and the blue plane, row by row. */
export interface RecordLayout {
  /** Bytes before the pixels; the last of them is the label. */
  readonly labelBytes: 1 | 2;
  readonly classes: number;
}

/**
 * Checks a file of records.
 *
 * @param name what errors call the file
 * @throws {DataError} `DATA_DAMAGED_FILE` if it does not hold `count` records, or one with a label that there is not
 */
export function checkRecords(file: Uint8Array, layout: RecordLayout, count: number, name: string): void {
  const length = recordLength(layout);
  if (file.length !== count * length) {
    throw damaged(
      `${count} records of ${length} bytes, ${count * length} in all,`,
      `${file.length} bytes`,
      name,
    );
  }
  for (let start = layout.labelBytes - 1; start < file.length; start += length) {
    if (file[start]! >= layout.classes) {
      const record = Math.floor(start / length);
      throw damaged(`labels below ${layout.classes}`, `${file[start]} in record ${record}`, name);
    }
  }
}

/** The image of a record, with its pixels in their usual order. */
export function readRecord(file: Uint8Array, layout: RecordLayout, index: number): Sample {
  const start = index * recordLength(layout) + layout.labelBytes;
  const pixels = new Uint8Array(PIXELS);
  for (let pixel = 0; pixel < PLANE; pixel++) {
    pixels[3 * pixel] = file[start + pixel]!;
    pixels[3 * pixel + 1] = file[start + PLANE + pixel]!;
    pixels[3 * pixel + 2] = file[start + 2 * PLANE + pixel]!;
  }
  return { pixels, height: SIDE, width: SIDE, channels: 3, label: file[start - 1]! };
}

function recordLength({ labelBytes }: RecordLayout): number {
  return labelBytes + PIXELS;
}

function damaged(expected: string, received: string, name: string): DataError {
  return new DataError(
    'DATA_DAMAGED_FILE',
    `expected ${expected} in ${name} but received ${received}: fetch the dataset again`,
  );
}
