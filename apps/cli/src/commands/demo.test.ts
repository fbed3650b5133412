import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';

it('trains, classifies a few pictures and says what to try next, also a second time', async () => {
  const out = join(await temporaryFolder(), 'digits');
  const demo = ['demo', '--out', out, '--epochs', '1'];
  for (const seed of ['0', '1']) {
    const { exitCode, stdout, stderr } = await runCli([...demo, '--seed', seed]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Test accuracy after \d+s: [\d.]+ % \(error [\d.]+ %\); best: /m);
    expect(stdout.match(/test-\d{3}\.png +\d +\d( \(wrong\))? +[\d.]+ %$/gm)).toHaveLength(5);

    const commands = [...stdout.matchAll(/^ {2}npx resnext (.+)$/gm)].map(([, command]) =>
      command!.split(' '),
    );
    expect(commands).toHaveLength(3);
    expect(await readdir(join(out, 'samples'))).toHaveLength(5);
    for (const command of commands) expect(await runCli(command)).toMatchObject({ exitCode: 0, stderr: '' });
  }
});
