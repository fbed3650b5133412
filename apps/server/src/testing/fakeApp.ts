import type { FastifyInstance } from 'fastify';
import { afterAll } from 'vitest';
import type { AppContext } from '../http/appContext.ts';
import { createApp } from '../http/createApp.ts';
import { Lifecycle } from '../http/lifecycle.ts';
import { startParser } from '../http/parser/startParser.ts';
import { FakeModel } from './fakeModel.ts';
import { FakeRepository } from './fakeRepository.ts';

export interface FakeApp {
  readonly app: FastifyInstance;
  readonly model: FakeModel;
  readonly repository: FakeRepository;
  readonly lifecycle: Lifecycle;
  /** Log lines, as they came. */
  readonly lines: string[];
}

/** The HTTP side over a fake model, for the tests of a file; `inject` asks it, or a client after `listen`. */
export async function fakeApp(context: Partial<AppContext> = {}): Promise<FakeApp> {
  const model = new FakeModel();
  const repository = new FakeRepository([model]);
  const lifecycle = new Lifecycle();
  const lines: string[] = [];
  const parser = startParser();
  const app = await createApp({
    repository,
    backend: 'fake (0 threads)',
    parser,
    page: new Map([['/', { type: 'text/html; charset=utf-8', body: Buffer.from('<title>page</title>') }]]),
    lifecycle,
    limits: { maxRequestBytes: 1e6, maxBytesInFlight: 3e6, headersTimeout: 10_000, requestTimeout: 20_000 },
    loopback: true,
    log: { level: 'info', stream: { write: (line) => void lines.push(line) } },
    ...context,
  });
  afterAll(async () => {
    await app.close();
    await parser.close();
  });
  return { app, model, repository, lifecycle, lines };
}
