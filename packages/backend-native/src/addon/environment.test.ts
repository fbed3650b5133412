import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { nativeStatus } from './status.ts';

const execFileAsync = promisify(execFile);

/** What a process of its own, which reads its environment once, says of the addon. */
async function statusWith(env: Record<string, string>): Promise<unknown> {
  const status = new URL('status.ts', import.meta.url).href;
  const program = `import { nativeStatus } from ${JSON.stringify(status)}; console.log(JSON.stringify(nativeStatus()));`;
  const flags = [
    '--conditions=@resnext/source',
    '--import',
    import.meta.resolve('tsx'),
    '--input-type=module',
  ];
  const { stdout } = await execFileAsync(process.execPath, [...flags, '-e', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, ...env },
  });
  return JSON.parse(stdout);
}

describe.runIf(nativeStatus().available)('the environment', () => {
  it('chooses the threads', async () => {
    expect(await statusWith({ RESNEXT_THREADS: '3' })).toMatchObject({ available: true, threads: 3 });
  });

  it('chooses the instruction set, among those that this machine can run', async () => {
    const set = process.arch === 'arm64' ? 'neon' : 'baseline';
    expect(await statusWith({ RESNEXT_ISA: set })).toMatchObject({ available: true, instructionSet: set });
    expect(await statusWith({ RESNEXT_ISA: 'mmx' })).toEqual({
      available: false,
      reason: expect.stringMatching(
        new RegExp(`^expected one of .*${set} for RESNEXT_ISA on this machine but received 'mmx'$`),
      ),
    });
  });
});
