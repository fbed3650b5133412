/**
 * Whether a name has the form of a pattern, in which `*` stands for any part of it: `layer1.*`, `*.bn?.weight` with `?`
 * for one character.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}
