import type { ModelRow } from '@resnext/zoo';
import { ServerError } from '../errors.ts';
import type { BatchPart } from '../service/engine.ts';
import { sizeOf } from './sizeOf.ts';

/** @throws ServerError `SERVER_BAD_REQUEST` unless all images are of one size, with the network's channels and all their values. */
export function checkParts({ name, channels }: ModelRow, parts: readonly BatchPart[]): void {
  const [first] = parts;
  if (!first) throw new ServerError('SERVER_BAD_REQUEST', `expected images for ${name} but received none`);
  const [height, width] = sizeOf(first.images);
  const expected = [height, width, channels].join(', ');
  for (const { images } of parts) {
    const size = sizeOf(images).join(', ');
    if (size !== expected) {
      throw new ServerError(
        'SERVER_BAD_REQUEST',
        `expected images of [${expected}] for a batch of ${name} but received some of [${size}]`,
      );
    }
    const { shape, values } = images;
    const count = shape.reduce((product, length) => product * length, 1);
    if (count !== values.length || count === 0) {
      throw new ServerError(
        'SERVER_BAD_REQUEST',
        `expected the ${count} values of images [${shape.join(', ')}] but received ${values.length}`,
      );
    }
  }
}
