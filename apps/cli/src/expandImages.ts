import { DataError, listImages } from '@resnext/data';
import { CliError } from './errors.ts';

/** Folders become the images in them; what is not there stays, to be reported in its place. */
export async function expandImages(images: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    images.map(async (image) => {
      try {
        return await listImages(image);
      } catch (error) {
        if (error instanceof DataError) return [image];
        throw error;
      }
    }),
  );
  const paths = lists.flat();
  if (paths.length > 0) return paths;
  throw new CliError(`expected images in ${images.join(', ')} but found none`);
}
