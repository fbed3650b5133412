import { pathToFileURL } from 'node:url';
import { isAbsolute } from 'node:path';
import { invalidOption } from '../check.ts';
import { DataError } from '../errors.ts';
import { described, type AnyTransform } from './transform.ts';

/** The name in the description of a transform of somebody's own. */
export const FROM_MODULE = 'fromModule';

/** What {@link fromModule} describes. */
export interface ModuleOptions {
  url: string;
  options: unknown;
}

/**
 * A transform of your own that workers can load as well: the module's default export is called with `options`, plain
 * data, and returns a `Transform`.
 *
 * @param module where the module is, such as `new URL('./mine.js', import.meta.url)`: a file URL or an absolute path
 * @throws {DataError} `DATA_CANNOT_READ` if the module cannot be loaded, `DATA_INVALID_OPTION` if it exports no such
 * function
 */
export async function fromModule(module: URL | string, options?: unknown): Promise<AnyTransform> {
  const url = typeof module === 'string' && isAbsolute(module) ? pathToFileURL(module).href : String(module);
  const make = await importDefault(url);
  const transform: unknown = typeof make === 'function' ? (make as (o: unknown) => unknown)(options) : make;
  if (typeof make !== 'function' || typeof transform !== 'function') {
    throw invalidOption(`the default export of ${url}`, 'a function that returns a transform', make);
  }
  const own = transform as AnyTransform;
  return described(
    FROM_MODULE,
    { url, options } satisfies ModuleOptions,
    (sample, random) => own(sample, random),
    own.choose,
  );
}

async function importDefault(url: string): Promise<unknown> {
  try {
    return ((await import(url)) as { default?: unknown }).default;
  } catch (cause) {
    throw new DataError(
      'DATA_CANNOT_READ',
      `expected a module at ${url} but received ${(cause as Error).message}: check that the file exists and runs`,
      { cause },
    );
  }
}
