/**
 * Where a file that the package carries lies. This module stands directly in `src` because its path to the assets
 * must be the same as that of the built `dist/index.js`.
 */
export function assetUrl(name: string): URL {
  return new URL(`../assets/${name}`, import.meta.url);
}
