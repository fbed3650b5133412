export { backendNames, type BackendInfo, type BackendName, type StartOptions } from './backends/backend.ts';
export { RuntimeError, type RuntimeErrorCode } from './errors.ts';
export { listBackends } from './listBackends.ts';
export { measurePeak } from './measurePeak.ts';
export { selectBackend, type SelectedBackend } from './selectBackend.ts';
