import type { AddressInfo } from 'node:net';
import type { LogStream } from './http/appContext.ts';
import { createApp } from './http/createApp.ts';
import { drain } from './http/drain.ts';
import { Lifecycle } from './http/lifecycle.ts';
import { startParser } from './http/parser/startParser.ts';
import { readApiKeys } from './http/security/apiKeys.ts';
import { isLoopback } from './http/security/loopback.ts';
import { openModels, type OpenedModels } from './openModels.ts';
import { loadPage } from './page/loadPage.ts';
import type { Log } from './repository/log.ts';
import type { ServerOptions } from './serverOptions.ts';
import type { ServedModel } from './service/servedModel.ts';
import { startLog } from './startLog.ts';

const MIB = 2 ** 20;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const EXIT_TIMEOUT_SECS = 30;

/** A server that answers. */
export interface RunningServer {
  /** `http://127.0.0.1:8000` */
  readonly address: string;
  /** Which backend computes, for people. */
  readonly backend: string;
  /** What answers now. */
  models(): readonly ServedModel[];
  /** Ends it, losing no request that can be answered before the deadline; any call after the first waits for the same end. */
  stop(): Promise<Ended>;
  /** How it ended; rejects when it had to, because nothing could be computed any more. */
  readonly closed: Promise<Ended>;
}

export interface Ended {
  /** Requests that were given up at the deadline. */
  readonly lost: number;
}

/** What a server is made of, where it is not made of the real thing. */
export interface ServerParts {
  readonly openModels?: (options: ServerOptions, log: Log) => Promise<OpenedModels>;
  /** stderr unless told. */
  readonly logStream?: LogStream;
}

/**
 * Loads the models and listens.
 *
 * @throws ServerError `SERVER_BAD_CONFIG` for options that do not work, saying why; Node's own for an address that is taken
 */
export async function createServer(options: ServerOptions, parts: ServerParts = {}): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 8000, logLevel = 'info' } = options;
  const log = { level: logLevel, stream: parts.logStream ?? process.stderr };
  const apiKeys = options.apiKeys === undefined ? undefined : await readApiKeys(options.apiKeys);
  const page = await loadPage();
  const models = await (parts.openModels ?? openModels)(options, startLog(log));
  const { repository, backend } = models;
  const parser = startParser();
  const lifecycle = new Lifecycle();
  const app = await createApp({
    repository,
    backend,
    parser,
    page,
    lifecycle,
    limits: {
      maxRequestBytes: options.maxRequestBytes ?? 64 * MIB,
      maxBytesInFlight: options.maxBytesInFlight ?? 1024 * MIB,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
    },
    apiKeys,
    loopback: isLoopback(host),
    log,
  });

  const end = async (deadline: AbortSignal): Promise<Ended> => {
    const graceMs = 1000 * (options.exitGraceSecs ?? 0);
    const lost = await drain(app, { repository, lifecycle, graceMs, deadline });
    await Promise.all([parser.close(), models.close()]);
    return { lost };
  };
  try {
    await app.listen({ host, port });
  } catch (error) {
    await end(AbortSignal.abort());
    throw error;
  }

  const exitTimeoutMs = 1000 * (options.exitTimeoutSecs ?? EXIT_TIMEOUT_SECS);
  let tell = (): void => undefined;
  const told = new Promise<void>((resolve) => (tell = resolve));
  const closed = Promise.race([told, models.failed]).then(async (failure) => {
    const ended = await end(failure ? AbortSignal.abort() : AbortSignal.timeout(exitTimeoutMs));
    if (failure) throw failure;
    return ended;
  });
  // Whoever does not ask how it ended need not hear of it.
  closed.catch(() => undefined);
  return {
    address: addressOf(app.server.address()),
    backend,
    models: () => repository.loaded(),
    stop() {
      tell();
      return closed;
    },
    closed,
  };
}

function addressOf(address: string | AddressInfo | null): string {
  const { address: host, port, family } = address as AddressInfo;
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}
