import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isFolder } from '../../files/exists.ts';
import { isImageName } from '../../images/listImages.ts';
import { sortNames } from './sortNames.ts';
import { stampOf, type Stamp } from './stamp.ts';

/** What stands in the folder of a class. */
export interface ClassFiles {
  readonly name: string;
  /** Every folder that was listed: the class's own and those in it, relative to the root of the dataset. */
  readonly folders: readonly Stamp[];
  readonly count: number;
  /** The images' paths from the class's folder on, in UTF-8, each followed by a zero byte. */
  readonly names: Buffer;
}

/**
 * Lists the images of a class as torchvision does: of the folder and all folders in it, whether they are there or linked,
 * folder by folder in the order of their paths, and in each in the order of their names.
 *
 * @throws what listing throws
 */
export async function scanClass(root: string, name: string): Promise<ClassFiles> {
  const folders: Stamp[] = [];
  const files = new Map<string, string[]>();

  async function scan(inner: string, above: readonly string[]): Promise<void> {
    const path = join(root, name, inner);
    const here = await realpath(path);
    // A link to a folder that it lies in has no end.
    if (above.includes(here)) return;
    // Before the listing: a change that comes in between is then seen the next time.
    folders.push(await stampOf(root, join(name, inner)));
    const entries = await readdir(path, { withFileTypes: true });
    const images: string[] = [];
    for (const entry of entries) {
      const innerPath = inner === '' ? entry.name : `${inner}/${entry.name}`;
      // A link to nothing is no folder; if its name is an image's, reading it will say what is wrong.
      const isFolderHere =
        entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(path, entry.name))));
      if (isFolderHere) await scan(innerPath, [...above, here]);
      else if (isImageName(entry.name)) images.push(innerPath);
    }
    files.set(inner, sortNames(images));
  }

  await scan('', []);
  const sorted = sortNames([...files.keys()]).flatMap((folder) => files.get(folder)!);
  const names = Buffer.from(sorted.map((file) => `${file}\0`).join(''));
  return { name, folders, count: sorted.length, names };
}
