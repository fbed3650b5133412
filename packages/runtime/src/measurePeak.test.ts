import { describe, expect, it } from 'vitest';
import { nativeStatus } from '@resnext/backend-native/status';
import { measurePeak } from './measurePeak.ts';
import { selectBackend } from './selectBackend.ts';

describe('measurePeak', () => {
  it('refuses while nothing runs', async () => {
    await expect(measurePeak()).rejects.toMatchObject({
      code: 'RUNTIME_CANNOT_MEASURE',
      message: expect.stringContaining('call selectBackend first'),
    });
  });

  it.each(['wasm', 'cpu'] as const)('measures one thread of WebAssembly for %s', async (name) => {
    await selectBackend(name);
    expect(await measurePeak()).toBeGreaterThan(1);
    expect(await measurePeak()).toBeLessThan(1000);
  });

  it.runIf(nativeStatus().available)('measures the instruction set and the threads of native', async () => {
    await selectBackend('wasm');
    const wasm = await measurePeak();
    await selectBackend('native', { threads: 1 });
    // Wider vectors, or at the least both operations in one instruction: what else the machine does, and an
    // instruction set lowered by RESNEXT_ISA, leave it half of WebAssembly's at the worst.
    expect(await measurePeak()).toBeGreaterThan(wasm / 2);
  });
});
