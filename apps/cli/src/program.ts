import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { commands } from './commands/index.ts';
import type { Context } from './context.ts';

/** The command line of `resnext`, which throws where it would end a process. */
export function createProgram(context: Context): Command {
  const program = new Command('resnext')
    .description('ResNeXt: train, evaluate and classify, on TensorFlow.js')
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print what a command does')
    .helpCommand(false)
    .exitOverride()
    // Errors are thrown, and printed where all errors are.
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: () => {},
      getOutHasColors: () => context.stdout.isTTY === true,
    })
    .addHelpText('before', 'Example:\n  $ resnext classify photo.jpg --weights resnext50_32x4d.safetensors\n')
    .addHelpText('after', '\nresnext <command> --help shows an example of a command.');
  for (const register of commands) register(program, context);
  return program;
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
