import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServerError } from '../../errors.ts';
import type { AppContext } from '../appContext.ts';
import type { Client } from './apiKeys.ts';
import { isLoopback } from './loopback.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key came, where keys are asked for. */
    client: Client | undefined;
  }
  interface FastifyContextConfig {
    /** Answered without a key. */
    open?: boolean;
  }
}

/** Decides, before a body is read, who is answered. */
export function addGuard(app: FastifyInstance, { apiKeys, loopback }: AppContext): void {
  app.decorateRequest('client', undefined);
  app.addHook('onRequest', async (request) => {
    if (loopback) refuseOtherNames(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseOtherSites(request);
    if (apiKeys === undefined) return;
    request.client = apiKeys.find(keyOf(request) ?? '');
    if (request.client === undefined && !request.routeOptions.config.open) {
      throw new ServerError(
        'SERVER_UNAUTHORISED',
        'expected an API key, as Authorization: Bearer KEY or X-API-Key: KEY, but received none that is known',
      );
    }
  });
}

/** A page of anybody's can have its name point to this machine, and would be let in as its own. */
function refuseOtherNames({ headers: { host = '' } }: FastifyRequest): void {
  const name = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  if (isLoopback(name.toLowerCase())) return;
  throw new ServerError(
    'SERVER_FORBIDDEN',
    'expected localhost or 127.0.0.1 for Host but received another name; this server answers this machine alone',
  );
}

/** What browsers say of requests that another site's page made them send. */
function refuseOtherSites({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  const foreign =
    site === undefined
      ? origin !== undefined && !sameHost(origin, host)
      : site !== 'same-origin' && site !== 'none';
  if (foreign) {
    throw new ServerError(
      'SERVER_FORBIDDEN',
      "expected a request from this server's own page but received one from another site",
    );
  }
}

function sameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' ? header : undefined);
}
