export interface Grid {
  readonly width: number;
  readonly height: number;
  /** `[height, width]`, row by row. */
  readonly values: ArrayLike<number>;
}

/**
 * A grid in another size, linearly between the centres of its cells and level beyond the outermost ones. The values
 * are made finer before they become colours: between two colours lie others than between two values.
 */
export function resample(grid: Grid, width: number, height: number): Float32Array {
  const columns = neighbours(grid.width, width);
  const rows = neighbours(grid.height, height);
  const result = new Float32Array(width * height);
  const at = (row: number, column: number): number => grid.values[row * grid.width + column]!;
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const above = mix(at(row.before, column.before), at(row.before, column.after), column.share);
      const below = mix(at(row.after, column.before), at(row.after, column.after), column.share);
      result[y * width + x] = mix(above, below, row.share);
    });
  });
  return result;
}

/** Between which two of `from` cells each of `to` lies, and how far from the first. */
function neighbours(from: number, to: number): { before: number; after: number; share: number }[] {
  return Array.from({ length: to }, (_, index) => {
    const place = Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1);
    const before = Math.floor(place);
    return { before, after: Math.min(before + 1, from - 1), share: place - before };
  });
}

function mix(first: number, second: number, share: number): number {
  return first + share * (second - first);
}
