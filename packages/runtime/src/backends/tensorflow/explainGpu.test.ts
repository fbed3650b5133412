import { expect, it } from 'vitest';
import { explainGpu } from './explainGpu.ts';

it.each([
  [
    "W tsl/platform/dso_loader.cc:64] Could not load dynamic library 'libcudnn.so.8'; dlerror: libcudnn.so.8: " +
      'cannot open shared object file\nW gpu_device.cc:1850] Cannot dlopen some GPU libraries.',
    /^the CUDA library libcudnn\.so\.8 is not found: install it/,
  ],
  [
    'gpu_device.cc:2305] Cannot dlopen some GPU libraries. Please make sure the missing libraries mentioned above',
    /^some CUDA libraries are not found: install CUDA and cuDNN/,
  ],
  [
    'Ignoring visible gpu device (device: 0, name: Tesla K10, compute capability: 3.0) with Cuda compute ' +
      'capability 3.0. The minimum required Cuda capability is 3.5.',
    /^the GPU's compute capability is 3\.0 and TensorFlow needs 3\.5: use a newer GPU, or native$/,
  ],
  [
    'cuda_driver.cc:269] failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected',
    /^there is no NVIDIA GPU, or no driver for it: install the driver/,
  ],
  ['failed call to cuInit: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH', /^CUDA does not start \(CUDA_ERROR_SYSTEM_/],
  ['', /does not say why: run nvidia-smi/],
])('%s', (log, reason) => {
  expect(explainGpu(log)).toMatch(reason);
});
