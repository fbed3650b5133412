/**
 * The value below which a share `q` of the values lies, interpolated linearly between neighbours (type 7 of Hyndman and
 * Fan, NumPy's default); NaN without values.
 *
 * @param sorted - in ascending order
 * @param q - from 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const place = q * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}
