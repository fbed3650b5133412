/** Where a command's words go: a process stream, or what a test puts in its place. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): boolean;
}

/** All that a command knows of the world around it, besides files. */
export interface Context {
  /** For results. */
  readonly stdout: Output;
  /** For people: progress, notes and errors. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user wants the command to stop. */
  readonly signal: AbortSignal;
}
