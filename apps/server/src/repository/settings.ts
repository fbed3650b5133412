import { parse } from 'yaml';
import { z } from 'zod';
import { ServerError } from '../errors.ts';
import type { ServerOptions } from '../serverOptions.ts';
import type { ModelSettings } from '../service/modelSettings.ts';
import { settingsSchema, type SaidSettings } from './settingsSchema.ts';

/** 64 megapixels: what the larger cameras make, and 200 MB when it is decoded. */
const MAX_PIXELS = 2 ** 26;

const usual: ModelSettings = {
  max_batch_size: 16,
  dynamic_batching: {
    preferred_batch_size: [],
    max_queue_delay_microseconds: 0,
    max_queue_size: 256,
    default_timeout_microseconds: 0,
  },
  input: { layout: 'NHWC', max_pixels: MAX_PIXELS },
  version_policy: { latest: 1 },
};

/** The settings of a model that says nothing. @throws ServerError `SERVER_BAD_CONFIG` */
export function defaultSettings(options: ServerOptions): ModelSettings {
  const said = {
    max_batch_size: options.maxBatchSize,
    dynamic_batching: {
      max_queue_delay_microseconds: options.maxQueueDelayMicroseconds,
      max_queue_size: options.maxQueueSize,
      default_timeout_microseconds: options.defaultTimeoutMicroseconds,
    },
    input: { max_pixels: options.maxPixels },
  };
  return complete(check(said, 'the options'), usual, 'the options');
}

/**
 * What a `config.yaml` says, completed.
 *
 * @param source - the file, for errors
 * @throws ServerError `SERVER_BAD_CONFIG` naming file and key
 */
export function parseSettings(text: string, source: string, defaults: ModelSettings): ModelSettings {
  return complete(check(parseYaml(text, source) ?? {}, source), defaults, source);
}

function parseYaml(text: string, source: string): unknown {
  try {
    // A page of aliases of aliases is no configuration.
    return parse(text, { maxAliasCount: 0, logLevel: 'error' }) as unknown;
  } catch (cause) {
    // Brackets in brackets in brackets end the parser with a RangeError, which says nothing of the file.
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new ServerError('SERVER_BAD_CONFIG', `expected YAML in ${source} but ${reason}`, { cause });
  }
}

function check(said: unknown, source: string): SaidSettings {
  const result = settingsSchema.safeParse(said);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = z.core.toDotPath(issue!.path);
  throw badSettings(
    source,
    `received one that is wrong${path && ` at ${path}`}: ${issue!.message}`,
    result.error,
  );
}

/** @throws ServerError `SERVER_BAD_CONFIG` for settings that do not fit each other. */
function complete(said: SaidSettings, defaults: ModelSettings, source: string): ModelSettings {
  const { max_batch_size = defaults.max_batch_size } = said;
  const batching = { ...defaults.dynamic_batching, ...withoutUndefined(said.dynamic_batching) };
  const tooLarge = batching.preferred_batch_size.find((size) => size > max_batch_size);
  if (tooLarge !== undefined) {
    throw badSettings(
      source,
      `received a dynamic_batching.preferred_batch_size of ${tooLarge} where max_batch_size is ${max_batch_size}`,
    );
  }
  const { max_queue_size = Math.max(batching.max_queue_size, max_batch_size) } = said.dynamic_batching ?? {};
  if (max_queue_size < max_batch_size) {
    throw badSettings(
      source,
      `received a dynamic_batching.max_queue_size of ${max_queue_size}, less than max_batch_size, which is ${max_batch_size}`,
    );
  }
  return {
    max_batch_size,
    dynamic_batching: { ...batching, max_queue_size },
    input: { ...defaults.input, ...withoutUndefined(said.input) },
    labels: said.labels,
    version_policy: said.version_policy ?? defaults.version_policy,
  };
}

function badSettings(source: string, received: string, cause?: unknown): ServerError {
  return new ServerError(
    'SERVER_BAD_CONFIG',
    `expected the settings of a model in ${source} but ${received}`,
    { cause },
  );
}

function withoutUndefined<T extends object>(
  said: T | undefined,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(said ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
