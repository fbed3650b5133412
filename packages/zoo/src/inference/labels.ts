import { readFile } from 'node:fs/promises';
import { ZooError } from '../errors.ts';
import type { ModelRow } from '../rows/row.ts';

/**
 * What the classes are called: by a file with a name a line, by the model itself, or by their numbers.
 *
 * @throws ZooError when the file has another number of lines than the model has classes; what `readFile` throws.
 */
export async function labelsOf(row: ModelRow, file?: string): Promise<readonly string[]> {
  if (file === undefined) {
    return row.classNames ?? Array.from({ length: row.classes }, (_, index) => `class ${index}`);
  }
  const text = await readFile(file, 'utf8');
  const labels = text.trimEnd().split(/\r?\n/);
  if (labels.length === row.classes) return labels;
  throw new ZooError(
    'ZOO_BAD_FILE',
    `expected ${row.classes} lines, the classes of ${row.name}, in ${file} but received ${labels.length}`,
  );
}
