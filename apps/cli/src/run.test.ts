import { describe, expect, it } from 'vitest';
import { commands } from './commands/index.ts';
import { createProgram } from './program.ts';
import { run } from './run.ts';
import { runCli } from './testing/runCli.ts';

describe('help', () => {
  it('comes when nothing is asked, and lists the commands', async () => {
    const { exitCode, stdout, stderr } = await runCli([]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const name of ['models', 'summary', 'backends', 'classify', 'train', 'eval', 'bench']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    }
    expect(stdout).not.toMatch(/^ {2}demo /m);
  });

  it('of every command starts with an example of it', async () => {
    const nowhere = { write: () => true };
    const { signal } = new AbortController();
    const program = createProgram({ stdout: nowhere, stderr: nowhere, env: {}, signal });
    const names = program.commands.map((command) => command.name());
    expect(names).toHaveLength(commands.length);
    for (const name of names) {
      const help = await runCli([name, '--help']);
      expect(help.exitCode).toBe(0);
      expect(help.stdout).toMatch(new RegExp(`^Example:\\n {2}\\$ resnext ${name}`));
    }
  });

  it('says the version', async () => {
    expect(await runCli(['--version'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe('bad usage', () => {
  it.each([
    [['explode'], "unknown command 'explode'"],
    [['models', '--colour'], "unknown option '--colour'"],
    [['models', 'extra'], 'too many arguments'],
    [['classify', 'x.png'], 'expected weights: --weights FILE'],
    [['classify', '--weights', 'x'], "missing required argument 'image'"],
    [['bench', '--batch', '0'], "expected an integer of at least 1 for --batch but received '0'"],
    [['bench', '--batch'], "option '--batch <n>' argument missing"],
  ])('%j is one clear line and exit code 2', async (argv, message) => {
    const { exitCode, stdout, stderr } = await runCli(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^resnext: [^\n]+\n$/);
  });
});

describe('an unexpected failure', () => {
  async function withoutPaper(env: Record<string, string>) {
    let stderr = '';
    const exitCode = await run(['backends'], {
      stdout: {
        write() {
          throw new TypeError('no paper left');
        },
      },
      stderr: { write: (text) => (stderr += text) !== '' },
      env,
      signal: new AbortController().signal,
    });
    return { exitCode, stderr };
  }

  it('is one line and exit code 3', async () => {
    expect(await withoutPaper({})).toEqual({
      exitCode: 3,
      stderr: 'resnext: unexpected failure: no paper left (set RESNEXT_DEBUG=1 to see where)\n',
    });
  });

  it('shows where it was with RESNEXT_DEBUG', async () => {
    const { stderr } = await withoutPaper({ RESNEXT_DEBUG: '1' });
    expect(stderr).toMatch(/TypeError: no paper left\n +at /);
  });
});
