import { basename } from 'node:path';
import { ServerError } from '../errors.ts';

/** Letters, digits, `_`, `-` and `.`, no dot first: what is safe as a folder, in an address and in a metric. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$/;

/** A number from 1 without sign or leading zeros, small enough to be compared. */
const VERSION = /^[1-9][0-9]{0,14}$/;

export function isSafeName(name: string): boolean {
  return NAME.test(name);
}

export function isVersion(name: string): boolean {
  return VERSION.test(name);
}

export function byVersion(a: string, b: string): number {
  return Number(a) - Number(b);
}

/** A weights file and what its model is called. */
export interface NamedWeights {
  readonly name: string;
  readonly path: string;
}

/**
 * `NAME=FILE`, or `FILE`, whose model is called as the file is without its ending. What stands before the first `=` is
 * a name where it can be one, so that a file in the working folder whose own name has a `=` is written `./a=b.safetensors`.
 *
 * @throws ServerError `SERVER_BAD_CONFIG`
 */
export function parseNamedWeights(text: string): NamedWeights {
  const at = text.indexOf('=');
  if (at > 0 && isSafeName(text.slice(0, at))) return { name: text.slice(0, at), path: text.slice(at + 1) };
  const name = basename(text).replace(/\.safetensors$/, '');
  if (isSafeName(name)) return { name, path: text };
  throw new ServerError(
    'SERVER_BAD_CONFIG',
    `expected a name of letters, digits, '_', '-' and '.' for the model in '${text}' but received '${name}': ` +
      `give it one, as in --weights NAME=${text}`,
  );
}
