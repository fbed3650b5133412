import { fileURLToPath } from 'node:url';

/** @param {string} path */
const inPackage = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export const native = inPackage('native');
/** What a build leaves; `src/addon` looks for the addon, or for the reason why there is none, here. */
export const folder = inPackage('build');
export const built = inPackage('build/resnext.node');
export const unavailable = inPackage('build/unavailable.json');
export const log = inPackage('build/build.log');
/** The hash of all that the addon was made of. */
export const stamp = inPackage('build/stamp');
export const objects = inPackage('build/objects');
