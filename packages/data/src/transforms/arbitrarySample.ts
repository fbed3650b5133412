import fc from 'fast-check';
import type { Sample } from '../datasets/sample.ts';

const side = fc.integer({ min: 1, max: 9 });

/** Samples of any small shape, for the property tests of transforms. */
export const arbitrarySample: fc.Arbitrary<Sample> = fc
  .record({ height: side, width: side, channels: fc.constantFrom(1, 3), label: fc.nat(9) })
  .chain((sample) => {
    const length = sample.height * sample.width * sample.channels;
    return fc
      .array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: length, maxLength: length })
      .map((pixels) => ({ ...sample, pixels: Float32Array.from(pixels) }));
  });
