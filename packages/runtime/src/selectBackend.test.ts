import { getBackend, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { nativeStatus } from '@resnext/backend-native/status';
import { conv2d } from '@resnext/ops';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { native } from './backends/native.ts';
import { tensorflowCpu, tensorflowGpu } from './backends/tensorflow/backends.ts';
import { wasm } from './backends/wasm.ts';
import { selectBackend } from './selectBackend.ts';

const hasNative = nativeStatus().available;

/** As on a machine without a compiler. */
function withoutNative(): void {
  const described = {
    name: 'native',
    available: false,
    device: 'cpu',
    package: '@resnext/backend-native',
  } as const;
  vi.spyOn(native, 'describe').mockReturnValue({ ...described, reason: 'no C++ compiler was found' });
}

/** As where the optional peers are not installed. */
function withoutTensorflow(): void {
  for (const [backend, device] of [
    [tensorflowGpu, 'cuda'],
    [tensorflowCpu, 'cpu'],
  ] as const) {
    const described = { name: 'tensorflow', available: false, device, package: 'tfjs-node' } as const;
    vi.spyOn(backend, 'describe').mockReturnValue({ ...described, reason: `not installed for ${device}` });
  }
}

afterEach(() => vi.restoreAllMocks());

describe('selectBackend', () => {
  it.each(['cpu', 'wasm', ...(hasNative ? ['native' as const] : [])] as const)(
    'makes %s run our operations, without a word on the console',
    async (name) => {
      const consoles = (['log', 'warn', 'error', 'info'] as const).map((method) => vi.spyOn(console, method));
      expect(await selectBackend(name, { threads: 1 })).toMatchObject({
        name,
        available: true,
        selected: true,
        threads: 1,
      });
      expect(getBackend()).toBe(name);
      const values = tidy(() => {
        const x = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
        const filter = tensor4d([10], [1, 1, 1, 1]);
        return [...conv2d(x, filter).dataSync()];
      });
      expect(values).toEqual([10, 20, 30, 40]);
      for (const spy of consoles) expect(spy).not.toHaveBeenCalled();
    },
  );

  it.runIf(hasNative)('takes native by itself where its addon is built', async () => {
    withoutTensorflow();
    const { name, passedOver, instructionSet } = await selectBackend();
    expect({ name, instructionSet }).toEqual({
      name: 'native',
      instructionSet: expect.stringMatching(/^(avx512|avx2|baseline|neon)$/),
    });
    expect(passedOver.map((backend) => backend.name)).toEqual(['tensorflow']);
  });

  it('takes by itself the first that can be had, and keeps why others could not', async () => {
    withoutNative();
    withoutTensorflow();
    const { name, passedOver } = await selectBackend();
    expect(name).toBe('wasm');
    expect(passedOver.map((backend) => backend.name)).toEqual(['tensorflow', 'native', 'tensorflow']);
    expect(passedOver.map(({ reason }) => reason)).toEqual([
      'not installed for cuda',
      'no C++ compiler was found',
      'not installed for cpu',
    ]);
  });

  it('goes on to the next when one does not start', async () => {
    withoutNative();
    withoutTensorflow();
    vi.spyOn(wasm, 'start').mockRejectedValue(new Error('it does not start today'));
    const { name, passedOver } = await selectBackend('auto');
    expect(name).toBe('cpu');
    expect(passedOver.at(-1)).toMatchObject({
      name: 'wasm',
      available: false,
      reason: 'it does not start today',
    });
  });

  it('says why a backend that was named does not start', async () => {
    vi.spyOn(wasm, 'start').mockRejectedValue(new Error('it does not start today'));
    await expect(selectBackend('wasm')).rejects.toMatchObject({
      name: 'RuntimeError',
      code: 'RUNTIME_BACKEND_UNAVAILABLE',
      message: expect.stringContaining('it does not start today'),
    });
  });

  it('says why native cannot be had', async () => {
    withoutNative();
    await expect(selectBackend('native')).rejects.toMatchObject({
      code: 'RUNTIME_BACKEND_UNAVAILABLE',
      message:
        'expected a backend that starts for native but it is not available ' +
        '(native on cpu: no C++ compiler was found)',
    });
  });

  it('says why tensorflow cannot be had, on either device', async () => {
    withoutTensorflow();
    await expect(selectBackend('tensorflow')).rejects.toMatchObject({
      code: 'RUNTIME_BACKEND_UNAVAILABLE',
      message:
        'expected a backend that starts for tensorflow but it is not available ' +
        '(tensorflow on cuda: not installed for cuda; tensorflow on cpu: not installed for cpu)',
    });
  });

  it('considers those on the device that was asked for alone', async () => {
    withoutTensorflow();
    await expect(selectBackend('auto', { device: 'gpu:1' })).rejects.toMatchObject({
      message: expect.stringMatching(/^expected a backend that starts but none does \(tensorflow on cuda: /),
    });
    await expect(selectBackend('wasm', { device: 'gpu' })).rejects.toMatchObject({
      code: 'RUNTIME_INVALID_OPTION',
      message: 'expected a backend on gpu but wasm does not run there: use tensorflow',
    });
    await expect(selectBackend('wasm', { device: 'tpu' })).rejects.toMatchObject({
      code: 'RUNTIME_INVALID_OPTION',
      message: "expected cpu, gpu or gpu:N for the device but received 'tpu'",
    });
    expect(await selectBackend('wasm', { device: 'cpu' })).toMatchObject({ name: 'wasm' });
  });

  it('refuses a name that there is not', async () => {
    await expect(selectBackend('cuda' as 'auto')).rejects.toMatchObject({
      code: 'RUNTIME_UNKNOWN_BACKEND',
      message: "expected one of auto, tensorflow, native, wasm, cpu for the backend but received 'cuda'",
    });
  });

  it.runIf(hasNative)('gives native the threads that are asked for, and its own number again', async () => {
    const { threads: own } = await selectBackend('native');
    expect(await selectBackend('native', { threads: 3 })).toMatchObject({ threads: 3 });
    const most = await selectBackend('native', { threads: 5000 });
    expect(most).toMatchObject({
      threads: 1024,
      note: 'native computes on 1024 of the 5000 threads asked for',
    });
    expect(await selectBackend('native')).toMatchObject({ threads: own });
  });

  it('notes that more threads were asked for than the backend has', async () => {
    expect(await selectBackend('cpu', { threads: 1 })).not.toHaveProperty('note');
    expect(await selectBackend('cpu', { threads: 4 })).toMatchObject({
      threads: 1,
      note: 'cpu computes on 1 of the 4 threads asked for',
    });
  });

  it.each([0, -1, 1.5, NaN])('refuses %s threads', async (threads) => {
    await expect(selectBackend('cpu', { threads })).rejects.toMatchObject({
      code: 'RUNTIME_INVALID_OPTION',
      message: `expected an integer of at least 1 for threads but received ${threads}`,
    });
  });
});
