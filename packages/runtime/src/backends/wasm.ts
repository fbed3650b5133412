import { setBackend } from '@tensorflow/tfjs-core';
import { engine } from '../wasm/engine.ts';
import { hasSimd } from '../wasm/hasSimd.ts';
import { measureWasmPeak } from '../wasm/measureWasmPeak.ts';
import type { Backend } from './backend.ts';
import { isInstalled } from './isInstalled.ts';
import { keepingListeners } from './keepingListeners.ts';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';

/** tfjs's kernels in WebAssembly. In Node they run on one thread: tfjs switches its threaded build off there. */
export const wasm: Backend = {
  name: 'wasm',

  describe() {
    const reason = whyNot();
    return {
      name: 'wasm',
      available: reason === undefined,
      ...(reason !== undefined && { reason }),
      device: 'cpu',
      package: PACKAGE,
      threads: 1,
      instructionSet: hasSimd() ? 'WebAssembly SIMD (128 bits)' : 'WebAssembly',
    };
  },

  async start() {
    await keepingListeners(async () => {
      await import('@tensorflow/tfjs-backend-wasm');
      if (!(await setBackend('wasm'))) throw new Error('its WebAssembly module does not start');
    });
  },

  measurePeak: async () => measureWasmPeak(),
};

function whyNot(): string | undefined {
  if (!engine) return 'this Node runs without WebAssembly: start it without --jitless';
  return isInstalled(PACKAGE) ? undefined : `${PACKAGE} is not installed: npm install ${PACKAGE}`;
}
