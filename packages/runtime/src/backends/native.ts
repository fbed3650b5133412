import { setBackend } from '@tensorflow/tfjs-core';
import { nativeStatus } from '@resnext/backend-native/status';
import type { Backend } from './backend.ts';

/** Our own kernels in C++: the fastest on a CPU, where its addon could be built. */
export const native: Backend = {
  name: 'native',

  describe() {
    const { available, ...details } = nativeStatus();
    return { name: 'native', available, device: 'cpu', package: '@resnext/backend-native', ...details };
  },

  async start({ threads }) {
    const { setThreads } = await import('@resnext/backend-native');
    setThreads(threads);
    if (!(await setBackend('native'))) throw new Error('tfjs does not start it');
  },

  async measurePeak() {
    const { measureFmaPeak } = await import('@resnext/backend-native');
    return measureFmaPeak();
  },
};
