import { getBackend, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { conv2d } from '@resnext/ops';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { wasm } from './backends/wasm.ts';
import { selectBackend } from './selectBackend.ts';

afterEach(() => vi.restoreAllMocks());

describe('selectBackend', () => {
  it.each(['cpu', 'wasm'] as const)(
    'makes %s run our operations, without a word on the console',
    async (name) => {
      const consoles = (['log', 'warn', 'error', 'info'] as const).map((method) => vi.spyOn(console, method));
      expect(await selectBackend(name)).toMatchObject({ name, available: true, selected: true, threads: 1 });
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

  it('takes by itself the first that can be had, and keeps why others could not', async () => {
    const { name, passedOver } = await selectBackend();
    expect(name).toBe('wasm');
    expect(passedOver.map((backend) => backend.name)).toEqual(['tensorflow', 'native', 'tensorflow']);
    for (const { reason } of passedOver) expect(reason).toMatch(/this version of resnext/);
  });

  it('goes on to the next when one does not start', async () => {
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

  it.each(['native', 'tensorflow'] as const)('says that %s is yet to come', async (name) => {
    await expect(selectBackend(name)).rejects.toMatchObject({
      code: 'RUNTIME_BACKEND_UNAVAILABLE',
      message: expect.stringContaining('this version of resnext'),
    });
  });

  it('refuses a name that there is not', async () => {
    await expect(selectBackend('cuda' as 'auto')).rejects.toMatchObject({
      code: 'RUNTIME_UNKNOWN_BACKEND',
      message: "expected one of auto, tensorflow, native, wasm, cpu for the backend but received 'cuda'",
    });
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
