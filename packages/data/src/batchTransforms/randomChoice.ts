import { invalidOption } from '../check.ts';
import type { BatchTransform } from './batchTransform.ts';

/**
 * Applies one of several to each batch, all equally often, as torchvision's `RandomChoice`.
 *
 * @throws {DataError} `DATA_INVALID_OPTION` if there is none, or if they disagree on the number of classes
 */
export function randomChoice(...transforms: readonly BatchTransform[]): BatchTransform {
  const [first] = transforms;
  if (first === undefined) throw invalidOption('randomChoice', 'at least one transform', 'none');
  const { classes } = first;
  for (const other of transforms) {
    if (other.classes !== classes)
      throw invalidOption('classes', `${classes}, as the first has,`, other.classes);
  }
  const choose: (...args: Parameters<BatchTransform>) => Float32Array | undefined = (batch, random) =>
    transforms[random.int(transforms.length)]!(batch, random);
  const options = transforms.map(({ description }) => description);
  return Object.assign(choose, { classes, description: { name: 'randomChoice', options } });
}
