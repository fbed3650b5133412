import { DataError } from '../../errors.ts';
import type { Image } from '../../images/image.ts';
import type { Sample } from '../../datasets/sample.ts';

/** What {@link requireBytes} has made sure of. */
export type ByteSample = Sample & Image;

/** Returns a sample of bytes in so many channels. @throws {DataError} `DATA_SHAPE_MISMATCH` */
export function requireBytes(
  transform: string,
  sample: Sample,
  among: readonly number[] = [1, 3],
): ByteSample {
  const { pixels, channels } = sample;
  if (pixels instanceof Uint8Array && among.includes(channels)) return sample as ByteSample;
  const received = `${pixels instanceof Uint8Array ? 'bytes' : 'floats'} in ${channels}`;
  throw new DataError(
    'DATA_SHAPE_MISMATCH',
    `expected bytes in ${among.join(' or ')} channels for ${transform} but received ${received}: ` +
      'give it images, and normalise after it',
  );
}
