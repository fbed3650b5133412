import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where downloaded weights are kept: `RESNEXT_HOME`, or `resnext` in the cache folder of the user
 * (XDG Base Directory Specification).
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const own = env['RESNEXT_HOME'];
  if (own) return own;
  const shared = env['XDG_CACHE_HOME'];
  // The specification: a relative path is to be ignored.
  return join(shared?.startsWith('/') ? shared : join(env['HOME'] || homedir(), '.cache'), 'resnext');
}
