import type { RunningServer, ServerOptions } from '@resnext/server';
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { CliError, exitCodes } from '../errors.ts';
import { addBackendOptions, backendOptionsOf, type BackendOptions } from '../options/backend.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { list } from '../options/list.ts';
import { integer, number, oneOf } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { exampleCalls } from '../serving/exampleCalls.ts';
import type { Register } from './index.ts';

/** Commander's names of the flags are those of the server's options. */
interface ServeCommandOptions extends ServerOptions, BackendOptions, JsonOption {}

export const serve: Register = (program, context) => {
  addServerOptions(addJsonOption(addBackendOptions(program.command('serve'))))
    .description('answer over HTTP, and with a page')
    .addHelpText('before', 'Example:\n  $ resnext serve --weights resnext50_32x4d.safetensors\n')
    .addHelpText(
      'after',
      '\nSIGTERM or Ctrl-C ends it when what came is answered; the exit code is 1 if that took too long.',
    )
    .action(async ({ json, ...options }: ServeCommandOptions) => {
      const { createServer, isLoopback } = await import('@resnext/server');
      const server = await createServer({
        ...options,
        ...backendOptionsOf(context, options),
        weights:
          options.weights && (await Promise.all(options.weights.map((each) => weightsOf(each, context)))),
      });
      if (options.host && !isLoopback(options.host) && options.apiKeys === undefined) {
        context.stderr.write(
          'note: everybody who reaches this machine can ask this server; --api-keys FILE lets in those with a key\n',
        );
      }
      if (json) writeJson(context, documentOf(server));
      else writeStart(context, server);
      await untilEnded(server, context.signal);
    });
};

function addServerOptions(command: Command): Command {
  const text = (value: string): string => value;
  const positive = { min: 1 };
  return command
    .option('--weights <file>', 'a file, NAME=FILE, or published weights; may be repeated', list(text))
    .option('--model-repository <dir>', 'a folder MODEL/VERSION/model.safetensors, with MODEL/config.yaml')
    .option(
      '--model-control-mode <mode>',
      'none, poll (follows the folder) or explicit (loads what it is told to)',
      oneOf('--model-control-mode', ['none', 'poll', 'explicit']),
    )
    .option(
      '--repository-poll-secs <n>',
      'seconds between looks',
      number('--repository-poll-secs', { min: 0 }),
    )
    .option(
      '--load-model <name>',
      'with explicit: what to load at the start, * for all; may be repeated',
      list(text),
    )
    .option('--host <address>', 'what to listen on (default: 127.0.0.1, this machine alone)')
    .option('--port <n>', 'default: 8000; 0 takes any', integer('--port', { min: 0, max: 65_535 }))
    .option('--decode-threads <n>', 'threads that decode images', integer('--decode-threads', positive))
    .option('--max-batch-size <n>', 'images of a batch', integer('--max-batch-size', positive))
    .option(
      '--max-queue-delay-microseconds <n>',
      'how long a batch may wait for more images',
      integer('--max-queue-delay-microseconds', { min: 0 }),
    )
    .option('--max-queue-size <n>', 'images that may wait', integer('--max-queue-size', positive))
    .option(
      '--default-timeout-microseconds <n>',
      'how long a request may wait; 0: for ever',
      integer('--default-timeout-microseconds', { min: 0 }),
    )
    .option('--max-request-bytes <n>', 'of a request', integer('--max-request-bytes', positive))
    .option(
      '--max-bytes-in-flight <n>',
      'of all requests together',
      integer('--max-bytes-in-flight', positive),
    )
    .option('--max-pixels <n>', 'of an image file', integer('--max-pixels', positive))
    .option('--api-keys <file>', 'lines KEY [NAME [REQUESTS_PER_MINUTE]]; others are not answered')
    .option(
      '--exit-grace-secs <n>',
      'told to end, how long it still takes requests',
      number('--exit-grace-secs', { min: 0 }),
    )
    .option(
      '--exit-timeout-secs <n>',
      'told to end, when it gives up what is not answered',
      number('--exit-timeout-secs', { min: 0 }),
    )
    .option(
      '--log-level <level>',
      'silent, error, warn, info or debug',
      oneOf('--log-level', ['silent', 'error', 'warn', 'info', 'debug']),
    );
}

/** A file as it was given, or the one that published weights are kept in, under their name. */
async function weightsOf(weights: string, context: Context): Promise<string> {
  const { isPublished, pretrainedFile } = await import('../pretrained.ts');
  const isName = /^[\w.-]+$/.test(weights) && isPublished(weights) && !weights.endsWith('.safetensors');
  if (!isName || (await stat(weights).catch(() => undefined))) return weights;
  return `${weights}=${await pretrainedFile(weights, context)}`;
}

function documentOf(server: RunningServer) {
  const models = server.models().map(({ name, version }) => ({ name, version }));
  return { address: server.address, backend: server.backend, models };
}

function writeStart({ stdout }: Context, server: RunningServer): void {
  const { address, backend, models } = documentOf(server);
  stdout.write(`${address} answers, on ${backend}\n`);
  for (const { name, version } of models) stdout.write(`  ${name}, version ${version}\n`);
  const [first] = models;
  if (first) stdout.write(`\n${exampleCalls(address, first.name)}`);
}

/** Until it is told to end, or has to. */
async function untilEnded(server: RunningServer, signal: AbortSignal): Promise<void> {
  const stop = (): void => void server.stop();
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  const { lost } = await server.closed;
  if (lost > 0) {
    throw new CliError(
      `expected all requests to be answered before --exit-timeout-secs but gave up ${lost}`,
      exitCodes.failedCheck,
    );
  }
}
