import { CommanderError } from 'commander';
import type { Context } from './context.ts';
import { CliError, exitCodes, type ExitCode } from './errors.ts';

/** What went wrong, as a process says it: one line, and a number. */
export interface Explanation {
  readonly exitCode: ExitCode;
  readonly message: string;
}

/** By their codes rather than their classes, so that explaining an error loads no package. */
const ourCodes = /^(OPS|BLOCKS|ZOO|CONVERTER|DATA|EVALUATOR|RUNTIME|TRAINER|SERVER)_/;
/** Files that are missing, forbidden or of the wrong kind, full disks, and addresses that cannot be listened on. */
const fileCodes = new Set([
  'ENOENT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EEXIST',
  'ENOSPC',
  'EDQUOT',
  'EISDIR',
  'ENOTDIR',
  'ENAMETOOLONG',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
]);

export function explain(error: unknown, { env }: Pick<Context, 'env'>): Explanation {
  if (error instanceof CliError) return { exitCode: error.exitCode, message: oneLine(error.message) };
  if (error instanceof CommanderError) {
    return { exitCode: exitCodes.badInput, message: oneLine(error.message.replace(/^error: /, '')) };
  }
  if (isInterruption(error)) return { exitCode: exitCodes.interrupted, message: 'interrupted' };
  const code = codeOf(error);
  if (ourCodes.test(code) || fileCodes.has(code)) {
    return { exitCode: exitCodes.badInput, message: oneLine((error as Error).message) };
  }
  const reason = oneLine(error instanceof Error ? error.message : String(error));
  const hint = env['RESNEXT_DEBUG'] ? '' : ' (set RESNEXT_DEBUG=1 to see where)';
  return { exitCode: exitCodes.unexpected, message: `unexpected failure: ${reason}${hint}` };
}

/**
 * Says what went wrong on stderr, in one line.
 *
 * @returns the exit code
 */
export function report(error: unknown, context: Pick<Context, 'env' | 'stderr'>): ExitCode {
  const { env, stderr } = context;
  if (env['RESNEXT_DEBUG'] && error instanceof Error) stderr.write(`${error.stack}\n`);
  const { exitCode, message } = explain(error, context);
  stderr.write(`resnext: ${message}\n`);
  return exitCode;
}

function isInterruption(error: unknown): boolean {
  return (error instanceof Error && error.name === 'AbortError') || codeOf(error) === 'TRAINER_INTERRUPTED';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
