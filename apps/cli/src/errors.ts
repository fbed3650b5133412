/** What the process says with its exit code; scripts rely on the numbers. */
export const exitCodes = {
  done: 0,
  /** A gate or check failed. */
  failedCheck: 1,
  /** Bad usage or bad input. */
  badInput: 2,
  unexpected: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends the command with one line for people and an exit code for scripts. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = exitCodes.badInput,
  ) {
    super(message);
  }
}
