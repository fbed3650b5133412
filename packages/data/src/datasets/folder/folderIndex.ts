import { mapConcurrently } from '../../files/mapConcurrently.ts';
import { cannotRead } from '../../images/cannotRead.ts';
import { listClasses } from './listClasses.ts';
import { scanClass, type ClassFiles } from './scanClass.ts';
import { isUnchanged, stampOf, type Stamp } from './stamp.ts';

/** The images of a folder of classes. */
export interface FolderIndex {
  readonly root: Stamp;
  /** In the order of their names. */
  readonly classes: readonly ClassFiles[];
}

/** So many folders are listed at a time: more keeps a network file system busy, and a disk no busier. */
const AT_A_TIME = 16;

/**
 * Lists a folder of classes, or of an index that was made before only what has changed since.
 *
 * @returns the index; `previous` itself if it is as it was
 * @throws {DataError} `DATA_CANNOT_READ`
 */
export async function indexFolder(root: string, previous?: FolderIndex): Promise<FolderIndex> {
  try {
    const stamp = await stampOf(root, '');
    const isSameRoot = previous !== undefined && (await isUnchanged(root, previous.root));
    const names = isSameRoot ? previous.classes.map(({ name }) => name) : await listClasses(root);
    const known = new Map(previous?.classes.map((files) => [files.name, files]));
    const classes = await mapConcurrently(names, AT_A_TIME, async (name) => {
      const files = known.get(name);
      return files !== undefined && (await areUnchanged(root, files)) ? files : scanClass(root, name);
    });
    const isSame = isSameRoot && classes.every((files, index) => files === previous.classes[index]);
    return isSame ? previous : { root: stamp, classes };
  } catch (cause) {
    throw cannotRead('a folder with one folder for each class', root, cause);
  }
}

async function areUnchanged(root: string, { folders }: ClassFiles): Promise<boolean> {
  for (const stamp of folders) if (!(await isUnchanged(root, stamp))) return false;
  return true;
}
