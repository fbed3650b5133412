import { ones, setBackend } from '@tensorflow/tfjs-core';
import { setImmediate } from 'node:timers/promises';
import { loadAddon } from '../../addon/load.ts';
import '../../index.ts';

/*
 * Makes 2 GB of tensors and disposes of none. Prints the most bytes that were in use after a collection.
 * To be run with --expose-gc.
 */

await setBackend('native');
const addon = loadAddon();
let most = 0;
for (let round = 0; round < 32; round++) {
  for (let i = 0; i < 64; i++) ones([256, 1024]);
  globalThis.gc!();
  await setImmediate();
  most = Math.max(most, addon.memoryUse()[0]);
}
console.log(most);
