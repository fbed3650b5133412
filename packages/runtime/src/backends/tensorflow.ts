import { RuntimeError } from '../errors.ts';
import type { Backend } from './backend.ts';
import { isInstalled } from './isInstalled.ts';

/** TensorFlow's C library, on a CUDA GPU. */
export const tensorflowGpu = tensorflow('@tensorflow/tfjs-node-gpu', 'cuda');

/** TensorFlow's C library, on a CPU. */
export const tensorflowCpu = tensorflow('@tensorflow/tfjs-node', 'cpu');

function tensorflow(packageName: string, device: 'cuda' | 'cpu'): Backend {
  const reason = (): string =>
    `${packageName} is ${isInstalled(packageName) ? 'installed' : 'not installed'}, ` +
    'and this version of resnext does not drive it yet: use wasm, which auto selects, until it does';
  return {
    name: 'tensorflow',

    describe: () => ({
      name: 'tensorflow',
      available: false,
      reason: reason(),
      device,
      package: packageName,
    }),

    async start() {
      throw new RuntimeError('RUNTIME_BACKEND_UNAVAILABLE', reason());
    },
  };
}
