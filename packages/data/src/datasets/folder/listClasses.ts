import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFolder } from '../../files/exists.ts';
import { sortNames } from './sortNames.ts';

/**
 * The sorted names of the folders in a folder, without those that are hidden: what editors and file managers leave is no
 * class.
 *
 * @throws what listing throws
 */
export async function listClasses(root: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(root, entry.name))))) {
      names.push(entry.name);
    }
  }
  return sortNames(names);
}
