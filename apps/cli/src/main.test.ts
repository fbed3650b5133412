import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing/temporaryFolder.ts';

const bin = fileURLToPath(new URL('../bin/resnext.js', import.meta.url));

function start(...argv: string[]) {
  const child = spawn(process.execPath, [bin, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([once(child, 'close'), text(child.stderr)]).then(([[exitCode], stderr]) => ({
    exitCode: exitCode as number | null,
    stderr,
  }));
  return { child, ended };
}

describe('bin/resnext.js', () => {
  it('answers on stdout, with nothing on stderr', async () => {
    const { child, ended } = start('backends', '--json');
    expect(JSON.parse(await text(child.stdout))).toHaveLength(5);
    expect(await ended).toEqual({ exitCode: 0, stderr: '' });
  });

  it('fails with an exit code and a line on stderr', async () => {
    const { child, ended } = start('summary', 'resnext51');
    expect(await text(child.stdout)).toBe('');
    expect(await ended).toEqual({ exitCode: 2, stderr: expect.stringMatching(/^resnext: [^\n]+\n$/) });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops a training on %s, which can then go on', async (signal) => {
    const out = join(await temporaryFolder(), 'run');
    const { child, ended } = start(
      ...['train', '--dataset', 'digits', '--model', 'resnext11_digits', '--out', out, '--json'],
    );
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await ended).toEqual({
      exitCode: 130,
      stderr: expect.stringMatching(
        /^resnext: interrupted in epoch [^\n]+; go on with: resnext train --resume [^\n]+\n$/,
      ),
    });
  });

  it('ends quietly when nobody reads on', async () => {
    const { child, ended } = start('summary', 'resnext152_32x4d');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await ended).toEqual({ exitCode: 0, stderr: '' });
  });
});
