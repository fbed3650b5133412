import type { ModelRow } from '@resnext/zoo';
import { ServerError } from '../errors.ts';
import { countOf, type Images } from '../service/images.ts';

/** @throws ServerError `SERVER_BAD_REQUEST` for images that the network cannot take, or that are none. */
export function checkImages(images: Images, row: ModelRow): void {
  if (countOf(images) === 0) {
    throw new ServerError('SERVER_BAD_REQUEST', 'expected images but received none: send at least one');
  }
  if (images.kind === 'encoded') return;
  const { shape, values } = images;
  const [count] = shape;
  const { inputSize } = row.preprocessing;
  const isChannelsFirst = images.kind === 'normalised' && images.layout === 'NCHW';
  const expected = isChannelsFirst
    ? [count, row.channels, inputSize, inputSize]
    : [count, inputSize, inputSize, row.channels];
  if (shape.some((size, axis) => size !== expected[axis])) {
    throw new ServerError(
      'SERVER_BAD_REQUEST',
      `expected images [${expected.join(', ')}] for ${row.name} but received [${shape.join(', ')}]`,
    );
  }
  const numbers = shape.reduce((product, size) => product * size, 1);
  if (values.length !== numbers) {
    throw new ServerError(
      'SERVER_BAD_REQUEST',
      `expected ${numbers} numbers for images [${shape.join(', ')}] but received ${values.length}`,
    );
  }
}
