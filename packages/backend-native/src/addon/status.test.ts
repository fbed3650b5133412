import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadAddon } from './load.ts';
import { nativeStatus } from './status.ts';

const reason = (): string | undefined => {
  const status = nativeStatus();
  return status.available ? undefined : status.reason;
};

afterEach(() => vi.unstubAllEnvs());

describe('nativeStatus', () => {
  it.runIf(nativeStatus().available)('tells what the addon computes with', () => {
    expect(nativeStatus()).toEqual({
      available: true,
      instructionSet: expect.stringMatching(/^(avx512|avx2|baseline|neon)$/),
      threads: expect.any(Number),
    });
  });

  it('tells that there is no file where one was named', () => {
    vi.stubEnv('RESNEXT_NATIVE_ADDON', '/no/such.node');
    expect(reason()).toBe("expected the addon's file for RESNEXT_NATIVE_ADDON but received '/no/such.node'");
  });

  it('tells that a file is no addon, and what to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'resnext-native-'));
    try {
      const path = join(folder, 'bad.node');
      await writeFile(path, 'this is no shared library');
      vi.stubEnv('RESNEXT_NATIVE_ADDON', path);
      expect(reason()).toMatch(
        /^its addon does not load \(.*bad\.node.*\): run npm rebuild @resnext\/backend-native/s,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(['many', '0', '-1', '1.5', '1e3', '5000'])('refuses %s threads', (threads) => {
    vi.stubEnv('RESNEXT_THREADS', threads);
    expect(reason()).toBe(`expected an integer from 1 to 1024 for RESNEXT_THREADS but received '${threads}'`);
  });
});

describe('loadAddon', () => {
  it('throws the reason with a stable code', () => {
    vi.stubEnv('RESNEXT_NATIVE_ADDON', '/no/such.node');
    expect(loadAddon).toThrow(expect.objectContaining({ name: 'NativeError', code: 'NATIVE_UNAVAILABLE' }));
  });
});
