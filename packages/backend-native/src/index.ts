import { registerBackend } from '@tensorflow/tfjs-core';
import { loadAddon } from './addon/load.ts';
import { NativeBackend } from './backend.ts';
import './kernels/register.ts';

registerBackend('native', () => new NativeBackend(loadAddon()), 4);

export { measureFmaPeak } from './addon/peak.ts';
export { setThreads } from './addon/threads.ts';
export { NativeError, type NativeErrorCode } from './errors.ts';
