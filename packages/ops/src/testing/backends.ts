import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import '../index.ts';
import { beforeAll, describe } from 'vitest';

/** Runs the same tests on every backend that the composed kernels serve in Node. */
export function onEveryBackend(name: string, tests: () => void): void {
  describe.each(['cpu', 'wasm'])(`${name} on %s`, (backend) => {
    beforeAll(async () => {
      await setBackend(backend);
    });
    tests();
  });
}
