import { sentence } from '../format.ts';
import { askForKey } from '../views/keyDialog.ts';
import { apiKey } from './apiKey.ts';

/** A request that the server refused or never got; the message is a sentence for whoever asked. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    message: string,
    /** What HTTP calls it, where there was an answer. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/**
 * Asks the server, with the API key when there is one, and for one when the server wants one.
 *
 * @throws RequestError, or what `fetch` throws when the request is aborted
 */
export async function request<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  for (;;) {
    const key = apiKey();
    const response = await send(path, init, key);
    if (response.ok) return readAnswer<Answer>(response);
    if (response.status !== 401) throw new RequestError(await readReason(response), response.status);
    // A key that came while this request was on its way is tried before anybody is asked for another. What the server
    // says of keys is for those who write headers.
    const reason =
      key === undefined ? 'This server answers those who have one.' : 'The server does not know this one.';
    if (key === apiKey() && !(await askForKey(reason))) {
      throw new RequestError('This server answers those who have an API key.', 401);
    }
  }
}

async function send(path: string, init: RequestInit, key: string | undefined): Promise<Response> {
  const headers = new Headers(init.headers);
  if (key !== undefined) headers.set('Authorization', `Bearer ${key}`);
  try {
    return await fetch(path, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new RequestError('The server does not answer. Is it still running?');
  }
}

async function readAnswer<Answer>(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new RequestError('The server broke off in the middle of its answer. Try again.');
  }
}

/** The server's own words, and when to come back where it says so. */
async function readReason(response: Response): Promise<string> {
  const said = await response.json().then(
    (body: { error?: unknown } | null) => body?.error,
    () => undefined,
  );
  const reason =
    typeof said === 'string' ? sentence(said) : `The server answered ${response.status} and did not say why.`;
  if (response.status !== 503 && response.status !== 429) return reason;
  const seconds = Number(response.headers.get('Retry-After'));
  return `${reason} Try again ${seconds > 0 ? `in ${seconds} s` : 'in a moment'}.`;
}
