import { DataError } from '../../errors.ts';
import { sortNames } from './sortNames.ts';

/** A line of a file of labels. */
export interface LabelLine {
  /** The image's name, if the line has one. */
  readonly file?: string;
  readonly label: number;
}

/**
 * Reads a file of labels: `NAME LABEL`, `NAME,LABEL ...` (Kaggle's, whose boxes are passed over) or `LABEL` in each line.
 *
 * @param source what errors call the file
 * @param classNames those that labels may name; without them, the sorted names in the file, or the numbers up to the
 * largest one
 * @throws {DataError} `DATA_BAD_LABEL`
 */
export function parseLabels(
  text: string,
  source: string,
  classNames?: readonly string[],
): { lines: LabelLine[]; classNames: readonly string[] } {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({ ...split(line.trim()), number: index + 1 }))
    .filter(({ label, file }) => label !== '' && file !== 'ImageId');
  const words = lines.map(({ label }) => label);
  const areNumbers = words.every((word) => /^\d+$/.test(word));
  const names = classNames ?? (areNumbers ? numbersUpTo(words) : sortNames([...new Set(words)]));
  const byName = new Map(names.map((name, label) => [name, label]));
  if (areNumbers && !words.every((word) => classNames?.includes(word))) requireFromZero(words, source);
  return {
    classNames: names,
    lines: lines.map(({ file, label: word, number }) => {
      const label =
        byName.get(word) ?? (areNumbers && Number(word) < names.length ? Number(word) : undefined);
      if (label !== undefined) return { file, label };
      throw badLabel(
        `the names of ${names.length} classes or their numbers from 0 on`,
        source,
        `'${word}' in line ${number}`,
      );
    }),
  };
}

function split(line: string): { file?: string; label: string } {
  const comma = line.indexOf(',');
  if (comma >= 0) {
    const [label = ''] = line
      .slice(comma + 1)
      .trim()
      .split(/\s/);
    return { file: line.slice(0, comma).trim(), label };
  }
  const space = line.search(/\s\S+$/);
  return space < 0 ? { label: line } : { file: line.slice(0, space).trim(), label: line.slice(space + 1) };
}

function numbersUpTo(words: readonly string[]): string[] {
  const largest = words.reduce((largest, word) => Math.max(largest, Number(word)), -1);
  return Array.from({ length: Math.min(largest, MOST_CLASSES) + 1 }, (_, label) => String(label));
}

/** More than any dataset has: a number beyond it is no class. */
const MOST_CLASSES = 65_536;

/** ILSVRC's own ground truth counts from 1, in an order of its own: taken as it is, it would be wrong and look right. */
function requireFromZero(words: readonly string[], source: string): void {
  if (words.includes('0') || words.length === 0) return;
  throw badLabel(
    'numbers from 0 on, in the order of the sorted class names,',
    source,
    `numbers without a 0 among ${words.length}, as ILSVRC's own list has, which counts in another order`,
  );
}

function badLabel(expected: string, source: string, received: string): DataError {
  return new DataError(
    'DATA_BAD_LABEL',
    `expected ${expected} in ${source} but received ${received}: use a list with the names of the classes`,
  );
}
