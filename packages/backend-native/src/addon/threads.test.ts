import { describe, expect, it } from 'vitest';
import { loadAddon } from './load.ts';
import { measureFmaPeak } from './peak.ts';
import { nativeStatus } from './status.ts';
import { setThreads } from './threads.ts';

describe.runIf(nativeStatus().available)('setThreads', () => {
  it('sets how many threads compute, and sets them back', () => {
    const own = loadAddon().threads();
    setThreads(own + 1);
    expect(nativeStatus()).toMatchObject({ threads: own + 1 });
    setThreads(1_000_000);
    expect(nativeStatus()).toMatchObject({ threads: 1024 });
    setThreads();
    expect(nativeStatus()).toMatchObject({ threads: own });
  });

  it.each([0, -1, 1.5, NaN])('refuses %s', (count) => {
    expect(() => setThreads(count)).toThrow(
      expect.objectContaining({
        code: 'NATIVE_BAD_INPUT',
        message: `expected an integer of at least 1 for threads but received ${count}`,
      }),
    );
  });
});

describe.runIf(nativeStatus().available)('measureFmaPeak', () => {
  it('measures a rate that a machine of our time can have', () => {
    setThreads(1);
    const gflops = measureFmaPeak();
    setThreads();
    // Of one core: less than 1 means that it was compiled badly, more than 1000 that nothing ran.
    expect(gflops).toBeGreaterThan(1);
    expect(gflops).toBeLessThan(1000);
  });
});
