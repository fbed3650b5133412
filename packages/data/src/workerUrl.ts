/**
 * Where the program of a loader's workers lies: beside this module, in the source as in the built package, of which
 * `index.js` and `worker.js` are the entries.
 */
export function workerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
