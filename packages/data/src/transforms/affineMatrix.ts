/** A 2x3 matrix, row by row: x' = m0 x + m1 y + m2 and y' = m3 x + m4 y + m5. */
export type Matrix = readonly [number, number, number, number, number, number];

/** A rotation, shift, scaling and shear about the centre of an image. */
export interface Affine {
  /** Clockwise. */
  degrees: number;
  /** In pixels, to the right and down. */
  translate: readonly [number, number];
  /** Above 1 enlarges. */
  scale: number;
  /** In degrees, along x and along y. */
  shear: readonly [number, number];
}

/**
 * The matrix that says, for a point of the result, which point of the image it shows; points are in pixels with the
 * origin at the image's top left corner, so that the centre of the first pixel is (0.5, 0.5).
 *
 * The forward map is T C R Sh(y) Sh(x) s C^-1, as in torchvision's `functional.affine`: to the centre, scale, shear,
 * rotate, back and shift.
 */
export function inverseAffine(affine: Affine, size: { height: number; width: number }): Matrix {
  const rotation = toRadians(affine.degrees);
  const shearX = Math.tan(toRadians(affine.shear[0]));
  const shearY = toRadians(affine.shear[1]);

  // Rotation times shears has determinant 1, so swapping and negating its entries inverts it.
  const a = Math.cos(rotation - shearY) / Math.cos(shearY);
  const b = -a * shearX - Math.sin(rotation);
  const c = Math.sin(rotation - shearY) / Math.cos(shearY);
  const d = -c * shearX + Math.cos(rotation);
  const [m0, m1, m3, m4] = [d, -b, -c, a].map((entry) => entry / affine.scale) as [
    number,
    number,
    number,
    number,
  ];

  const centreX = size.width / 2;
  const centreY = size.height / 2;
  const x = centreX + affine.translate[0];
  const y = centreY + affine.translate[1];
  return [m0, m1, centreX - m0 * x - m1 * y, m3, m4, centreY - m3 * x - m4 * y];
}

function toRadians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
