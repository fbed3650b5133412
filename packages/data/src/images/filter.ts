/** How pixels between pixels are made up. */
export type Interpolation = 'bilinear' | 'bicubic';

/** A resampling filter: the weight of a pixel by its distance from the point wanted, 0 from `support` on. */
export interface Filter {
  support: number;
  weight(distance: number): number;
}

const bilinear: Filter = {
  support: 1,
  weight: (distance) => Math.max(0, 1 - Math.abs(distance)),
};

/** Keys' cubic convolution with a = -0.5, which PIL uses. */
const bicubic: Filter = {
  support: 2,
  weight(distance) {
    const x = Math.abs(distance);
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
    return 0;
  },
};

export const FILTERS: Readonly<Record<Interpolation, Filter>> = { bilinear, bicubic };
