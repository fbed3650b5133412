import { fastify } from 'fastify';
import type { LogStream } from './http/appContext.ts';
import type { Log } from './repository/log.ts';

/** A log of what no request is about, in the form of the requests' log. */
export function startLog(log: { readonly level: string; readonly stream: LogStream }): Log {
  // The logger that Fastify makes; it comes with an app, which here has no other use.
  return fastify({ logger: log }).log;
}
