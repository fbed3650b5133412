import { env, scalar, setBackend } from '@tensorflow/tfjs-core';
import { measureWasmPeak } from '../wasm/measureWasmPeak.ts';
import type { Backend } from './backend.ts';
import { isInstalled } from './isInstalled.ts';

const PACKAGE = '@tensorflow/tfjs-backend-cpu';

/** tfjs's kernels in plain JavaScript: slow, and there on every machine. */
export const cpu: Backend = {
  name: 'cpu',

  describe() {
    const installed = isInstalled(PACKAGE);
    return {
      name: 'cpu',
      available: installed,
      ...(!installed && { reason: `${PACKAGE} is not installed: npm install ${PACKAGE}` }),
      device: 'cpu',
      package: PACKAGE,
      threads: 1,
      instructionSet: 'JavaScript',
    };
  },

  async start() {
    await import('@tensorflow/tfjs-backend-cpu');
    if (!(await setBackend('cpu'))) throw new Error('tfjs does not start it');
    writeFirstTensorQuietly();
  },

  measurePeak: async () => measureWasmPeak(),
};

/**
 * The first tensor that this backend stores in Node makes it advertise tfjs-node, on eight lines of stderr.
 * It does not in tfjs's production mode, which does nothing else than silence warnings.
 */
function writeFirstTensorQuietly(): void {
  const production = env().getBool('PROD');
  env().set('PROD', true);
  try {
    scalar(0).dispose();
  } finally {
    env().set('PROD', production);
  }
}
