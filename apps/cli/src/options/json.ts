import type { Command } from 'commander';

export interface JsonOption {
  readonly json?: true;
}

/** For every command that has a result. */
export function addJsonOption(command: Command): Command {
  return command.option('--json', 'print one JSON document, for scripts');
}
