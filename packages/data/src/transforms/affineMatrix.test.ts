import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverseAffine, type Affine } from './affineMatrix.ts';

const none: Affine = { degrees: 0, translate: [0, 0], scale: 1, shear: [0, 0] };
const square = { height: 8, width: 8 };

describe('inverseAffine', () => {
  it.each([
    [{ ...none }, [1, 0, 0, 0, 1, 0]],
    [{ ...none, degrees: 90 }, [0, 1, 0, -1, 0, 8]],
    [{ ...none, translate: [1, -2] as const }, [1, 0, -1, 0, 1, 2]],
    [{ ...none, scale: 2 }, [0.5, 0, 2, 0, 0.5, 2]],
    [{ ...none, shear: [45, 0] as const }, [1, 1, -4, 0, 1, 0]],
  ])('of %o is known', (affine, expected) => {
    inverseAffine(affine, square).forEach((entry, index) => expect(entry).toBeCloseTo(expected[index]!, 12));
  });

  it('sends the centre, shifted, back to the centre, and areas back by the square of the scale', () => {
    const angle = fc.double({ min: -80, max: 80, noNaN: true });
    const shift = fc.integer({ min: -5, max: 5 });
    const scale = fc.double({ min: 0.1, max: 4, noNaN: true });
    fc.assert(
      fc.property(angle, shift, shift, scale, angle, angle, (degrees, dx, dy, scale, shearX, shearY) => {
        const [a, b, c, d, e, f] = inverseAffine(
          { degrees, translate: [dx, dy], scale, shear: [shearX, shearY] },
          { height: 6, width: 10 },
        );
        expect(a * (5 + dx) + b * (3 + dy) + c).toBeCloseTo(5, 6);
        expect(d * (5 + dx) + e * (3 + dy) + f).toBeCloseTo(3, 6);
        expect((a * e - b * d) * scale * scale).toBeCloseTo(1, 6);
      }),
    );
  });
});
