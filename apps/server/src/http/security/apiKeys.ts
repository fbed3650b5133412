import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ServerError } from '../../errors.ts';

/** Who has a key. */
export interface Client {
  readonly name: string;
  /** Without it, as many as they like. */
  readonly requestsPerMinute?: number;
}

/** The keys that open the server; of each it keeps the hash alone. */
export class ApiKeys {
  readonly #clients: readonly { readonly hash: Buffer; readonly client: Client }[];

  constructor(clients: readonly (Client & { readonly key: string })[]) {
    this.#clients = clients.map(({ key, ...client }) => ({ hash: hashOf(key), client }));
  }

  /** Takes as long for one key as for another. */
  find(key: string): Client | undefined {
    const hash = hashOf(key);
    return this.#clients.filter((each) => timingSafeEqual(each.hash, hash))[0]?.client;
  }
}

/**
 * Reads a file with a line `KEY [NAME [REQUESTS_PER_MINUTE]]` for each client; `#` begins a comment.
 *
 * @throws ServerError `SERVER_BAD_CONFIG`
 */
export async function readApiKeys(file: string): Promise<ApiKeys> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ServerError('SERVER_BAD_CONFIG', `expected a file of API keys: ${(cause as Error).message}`, {
      cause,
    });
  });
  const clients = text.split(/\r?\n/).flatMap((line, index) => {
    const [key, name = `line ${index + 1}`, limit, ...rest] = line.trim().split(/\s+/);
    if (!key || key.startsWith('#')) return [];
    const requestsPerMinute = limit === undefined ? undefined : Number(limit);
    const fits =
      requestsPerMinute === undefined || (Number.isSafeInteger(requestsPerMinute) && requestsPerMinute > 0);
    // What is wrong is not shown: it could be the key.
    if (fits && rest.length === 0) return [{ key, name, requestsPerMinute }];
    throw new ServerError(
      'SERVER_BAD_CONFIG',
      `expected KEY [NAME [REQUESTS_PER_MINUTE]] in line ${index + 1} of ${file} but received something else`,
    );
  });
  if (clients.length > 0) return new ApiKeys(clients);
  throw new ServerError('SERVER_BAD_CONFIG', `expected at least one API key in ${file} but found none`);
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
