import { setBackend } from '@tensorflow/tfjs-core';
import { RuntimeError } from '../../errors.ts';
import type { Backend } from '../backend.ts';
import { isInstalled } from '../isInstalled.ts';
import { configure } from './configure.ts';
import { load, loadedPackage } from './load.ts';
import { measureProduct } from './measureProduct.ts';
import { probe } from './probe.ts';

/** TensorFlow's C library, on a CUDA GPU. */
export const tensorflowGpu = tensorflow('@tensorflow/tfjs-node-gpu', 'cuda');

/** TensorFlow's C library, on a CPU. */
export const tensorflowCpu = tensorflow('@tensorflow/tfjs-node', 'cpu');

function tensorflow(packageName: string, device: 'cuda' | 'cpu'): Backend {
  const whyNot = async (): Promise<string | undefined> => {
    if (loadedPackage() === packageName) return undefined;
    if (!isInstalled(packageName)) return `${packageName} is not installed: npm install ${packageName}`;
    return probe(packageName, device);
  };
  return {
    name: 'tensorflow',

    async describe() {
      const reason = await whyNot();
      return {
        name: 'tensorflow',
        available: reason === undefined,
        ...(reason !== undefined && { reason }),
        device,
        package: packageName,
        ...(device === 'cpu' && { threads: configure.threads() }),
      };
    },

    isRunning: () => loadedPackage() === packageName,

    async start(options) {
      configure(options);
      load(packageName);
      if (!(await setBackend('tensorflow'))) {
        throw new RuntimeError('RUNTIME_BACKEND_UNAVAILABLE', `tfjs does not start ${packageName}`);
      }
    },

    measurePeak: measureProduct,
  };
}
