import { RuntimeError } from '../errors.ts';
import type { Backend } from './backend.ts';

const REASON =
  '@resnext/backend-native is not part of this version of resnext: use wasm, which auto selects, until it is';

/** Our own kernels in C++. */
export const native: Backend = {
  name: 'native',

  describe: () => ({
    name: 'native',
    available: false,
    reason: REASON,
    device: 'cpu',
    package: '@resnext/backend-native',
  }),

  async start() {
    throw new RuntimeError('RUNTIME_BACKEND_UNAVAILABLE', REASON);
  },
};
