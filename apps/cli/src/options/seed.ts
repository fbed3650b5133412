import type { Command } from 'commander';
import { integer } from './values.ts';

export interface SeedOption {
  readonly seed: number;
}

/** For every command that draws anything at random. */
export function addSeedOption(command: Command): Command {
  // The generators of the packages take a seed of 32 bits.
  const range = { min: 0, max: 2 ** 31 - 1 };
  return command.option('--seed <n>', 'what all random choices follow from', integer('--seed', range), 0);
}
