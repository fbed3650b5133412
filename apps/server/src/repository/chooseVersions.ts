import { ServerError } from '../errors.ts';
import type { ModelSettings } from '../service/modelSettings.ts';

/**
 * Those of a model's versions that are served.
 *
 * @param versions - from the oldest to the newest
 * @throws ServerError `SERVER_BAD_CONFIG` for a version that is named and not there
 */
export function chooseVersions<V extends { readonly version: string }>(
  versions: readonly V[],
  policy: ModelSettings['version_policy'],
): readonly V[] {
  if (policy === 'all') return versions;
  if ('latest' in policy) return versions.slice(-policy.latest);
  const missing = policy.specific.filter((name) => versions.every(({ version }) => version !== name));
  if (missing.length === 0) return versions.filter(({ version }) => policy.specific.includes(version));
  const found = versions.length > 0 ? versions.map(({ version }) => version).join(', ') : 'none';
  throw new ServerError(
    'SERVER_BAD_CONFIG',
    `expected the versions ${missing.join(', ')} that version_policy names but the folder has ${found}`,
  );
}
