import { fileURLToPath } from 'node:url';
import { toArguments, type Assignment } from '../protocol.ts';
import type { Command } from './contender.ts';

/** A process of `src/processes`, from source. */
export function nodeCommand(name: string, assignment: Assignment): Command {
  const script = fileURLToPath(new URL(`../processes/${name}.ts`, import.meta.url));
  return {
    file: process.execPath,
    args: ['--conditions=@resnext/source', '--import', 'tsx', script, ...toArguments(assignment)],
    env: process.env,
  };
}
