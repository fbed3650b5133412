import type { ExitCode } from '../errors.ts';
import { run } from '../run.ts';

/** What a command left behind. */
export interface Ran {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunCliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called with every piece of what goes to stdout. */
  readonly onStdout?: (text: string) => void;
}

/** Runs the command in this process and keeps what it says. */
export async function runCli(argv: readonly string[], options: RunCliOptions = {}): Promise<Ran> {
  const { env = {}, signal = new AbortController().signal } = options;
  const stdout = captured(options.onStdout);
  const stderr = captured();
  const exitCode = await run(argv, { stdout, stderr, env, signal });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

function captured(onWrite: (text: string) => void = () => {}) {
  return {
    text: '',
    write(text: string): boolean {
      this.text += text;
      onWrite(text);
      return true;
    },
  };
}
