import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { NativeError } from '../errors.ts';
import type { Addon } from './addon.ts';
import { checkThreads } from './environment.ts';

const require = createRequire(import.meta.url);

/** By the package's own name, since a file of `dist` lies less deep in it than its source. */
const inPackage = (path: string): string =>
  require.resolve('@resnext/backend-native/package.json').replace(/package\.json$/, path);

const REBUILD = 'run npm rebuild @resnext/backend-native; wasm serves until then';

/**
 * The addon, as the environment sets it up: RESNEXT_NATIVE_ADDON names another file, such as one with
 * sanitizers, RESNEXT_ISA an instruction set, RESNEXT_THREADS how many threads compute.
 *
 * @throws {NativeError} `NATIVE_UNAVAILABLE`: why there is none, and what to do
 */
export function loadAddon(): Addon {
  checkThreads();
  const named = process.env['RESNEXT_NATIVE_ADDON'];
  const path = named || inPackage('build/resnext.node');
  if (!existsSync(path)) {
    throw unavailable(
      named ? `expected the addon's file for RESNEXT_NATIVE_ADDON but received '${named}'` : whyNotBuilt(),
    );
  }
  const addon = attempt(
    () => require(path) as Addon,
    (message) => `its addon does not load (${message}): ${REBUILD}`,
  );
  attempt(
    () => addon.isa(),
    (message) => message.replace(/^isa: /, ''),
  );
  return addon;
}

/** What the install wrote down, if it ran. */
function whyNotBuilt(): string {
  const path = inPackage('build/unavailable.json');
  if (!existsSync(path)) return `its addon was not built, since npm ran no install scripts: ${REBUILD}`;
  return (JSON.parse(readFileSync(path, 'utf8')) as { reason: string }).reason;
}

function attempt<Value>(run: () => Value, reason: (message: string) => string): Value {
  try {
    return run();
  } catch (error) {
    throw unavailable(reason(error instanceof Error ? error.message : String(error)), error);
  }
}

function unavailable(reason: string, cause?: unknown): NativeError {
  return new NativeError('NATIVE_UNAVAILABLE', reason, { cause });
}
