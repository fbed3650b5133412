import type { DataSource } from '../datasets.ts';
import { CliError } from '../errors.ts';

/** What was given for `--data`, which not every dataset can do without. */
export function requireData({ data }: DataSource, what: string): string {
  if (data !== undefined) return data;
  throw new CliError(`expected ${what} for --data but received nothing`);
}
