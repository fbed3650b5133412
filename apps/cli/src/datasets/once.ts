import type { BuildRowOptions } from '@resnext/zoo';
import type { LabelledImages } from '../datasets.ts';

/** Does something when it is asked for first, and remembers it. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** What a network must know of the classes of images. */
export async function classesOf(
  open: () => Promise<LabelledImages>,
): Promise<Pick<BuildRowOptions, 'classes' | 'classNames'>> {
  const { classNames } = await open();
  return { classes: classNames.length, classNames: [...classNames] };
}
