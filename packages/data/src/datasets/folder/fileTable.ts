import type { ClassFiles } from './scanClass.ts';

/** The images of all classes by their index, in 24 bytes or so each: an object each would not fit in memory. */
export interface FileTable {
  readonly length: number;
  /** Which class's folder holds an image, and the path from there on. */
  at(index: number): { classIndex: number; name: string };
}

export function fileTable(classes: readonly ClassFiles[]): FileTable {
  const length = classes.reduce((sum, { count }) => sum + count, 0);
  /** The first index of each class. */
  const firsts = new Int32Array(classes.length);
  /** Where each name starts in its class. */
  const starts = new Uint32Array(length);
  let index = 0;
  classes.forEach(({ names }, classIndex) => {
    firsts[classIndex] = index;
    for (let start = 0; start < names.length; start = names.indexOf(0, start) + 1) starts[index++] = start;
  });
  return {
    length,
    at(index) {
      const classIndex = lastAtMost(firsts, index);
      const { names } = classes[classIndex]!;
      const start = starts[index]!;
      return { classIndex, name: names.toString('utf8', start, names.indexOf(0, start)) };
    },
  };
}

/** The position of the last of ascending numbers that is at most `value`. */
function lastAtMost(numbers: Int32Array, value: number): number {
  let low = 0;
  let high = numbers.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}
