/** A value that came, as an error's sentence shows it: short, whatever its size. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}...` : value}'`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
