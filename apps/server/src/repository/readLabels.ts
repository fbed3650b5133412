import { readFile } from 'node:fs/promises';
import type { ModelRow } from '@resnext/zoo';
import { ServerError } from '../errors.ts';

/** What the classes are called: by a file with a name a line, by the model itself, or by their numbers. */
export async function readLabels(row: ModelRow, file: string | undefined): Promise<readonly string[]> {
  if (file === undefined) {
    return row.classNames ?? Array.from({ length: row.classes }, (_, index) => `class ${index}`);
  }
  const labels = (await readFile(file, 'utf8')).trimEnd().split(/\r?\n/);
  if (labels.length === row.classes) return labels;
  throw new ServerError(
    'SERVER_BAD_CONFIG',
    `expected ${row.classes} lines, the classes of ${row.name}, in ${file} but received ${labels.length}`,
  );
}
