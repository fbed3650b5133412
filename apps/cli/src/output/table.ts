import type { Context } from '../context.ts';
import { styleFor } from './style.ts';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** Numbers line up at their ends. Default: left. */
  readonly align?: 'left' | 'right';
  /** In characters, at least; the title's unless told. */
  readonly width?: number;
}

/** Writes rows under titles, each column as wide as it needs to be. */
export function writeTable<Row>(
  context: Context,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): void {
  const writeRow = startTable(
    context,
    columns.map((column) => ({
      ...column,
      width: rows.reduce((width, row) => Math.max(width, column.value(row).length), column.width ?? 0),
    })),
  );
  rows.forEach(writeRow);
}

/** Writes the titles of a table whose rows are yet to come, and returns what writes a row. */
export function startTable<Row>(context: Context, columns: readonly Column<Row>[]): (row: Row) => void {
  const { stdout, env } = context;
  const line = (text: (column: Column<Row>) => string): string =>
    columns
      .map((column) => pad(text(column), column))
      .join('  ')
      .trimEnd();
  stdout.write(`${styleFor(stdout, env).bold(line(({ title }) => title))}\n`);
  return (row) => void stdout.write(`${line(({ value }) => value(row))}\n`);
}

function pad<Row>(text: string, { title, width = 0, align = 'left' }: Column<Row>): string {
  const enough = Math.max(width, title.length);
  return align === 'left' ? text.padEnd(enough) : text.padStart(enough);
}
