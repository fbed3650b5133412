import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import '../index.ts';
import { beforeAll, describe } from 'vitest';

/** Those that the composed kernels serve in Node, or the one that a run is for (`tools/config/chosenBackend.ts`). */
const chosen = process.env['RESNEXT_TEST_BACKEND'];
const backends = chosen ? [chosen] : ['cpu', 'wasm'];

export function onEveryBackend(name: string, tests: () => void): void {
  describe.each(backends)(`${name} on %s`, (backend) => {
    beforeAll(async () => {
      await setBackend(backend);
    });
    tests();
  });
}
