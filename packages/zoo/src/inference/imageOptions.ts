import { ZooError } from '../errors.ts';
import type { ModelRow, Preprocessing } from '../rows/row.ts';

/** How a model wants an image file decoded, in the words of `decodeImage` of `@resnext/data`. */
export interface ImageOptions {
  readonly resize: number;
  readonly crop: number;
  readonly interpolation: Preprocessing['interpolation'];
  readonly channels: 1 | 3;
}

/** @throws ZooError when the model takes neither grey nor colour images. */
export function imageOptionsOf({ name, channels, preprocessing }: ModelRow): ImageOptions {
  const { inputSize, resize, interpolation } = preprocessing;
  if (channels === 1 || channels === 3) return { resize, crop: inputSize, interpolation, channels };
  throw new ZooError(
    'ZOO_BAD_INPUT',
    `expected a model of grey or colour images but ${name} takes ${channels} channels`,
  );
}
