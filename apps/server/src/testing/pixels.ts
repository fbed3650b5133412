/** Pixels, no two neighbours alike, the same for a seed. */
export function bytes(count: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => (index * 151 + seed * 89) % 256);
}
