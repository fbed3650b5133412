import { CommanderError } from 'commander';
import type { Context } from './context.ts';
import { exitCodes, type ExitCode } from './errors.ts';
import { report } from './explain.ts';
import { createProgram } from './program.ts';

/**
 * The command as a function: what `resnext ...argv` does, without a process.
 *
 * @returns the exit code; nothing is thrown
 */
export async function run(argv: readonly string[], context: Context): Promise<ExitCode> {
  try {
    const program = createProgram(context);
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    // Help and version end in one of these as well.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    return report(error, context);
  }
}
