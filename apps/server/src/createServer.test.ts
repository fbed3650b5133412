import { Agent, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createServer, type RunningServer } from './createServer.ts';
import type { ServerOptions } from './serverOptions.ts';
import { FakeModel } from './testing/fakeModel.ts';
import { FakeRepository } from './testing/fakeRepository.ts';

interface Started {
  readonly server: RunningServer;
  readonly model: FakeModel;
  readonly fail: (error: Error) => void;
}

async function start(options: ServerOptions = {}): Promise<Started> {
  const model = new FakeModel();
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => (fail = resolve));
  const server = await createServer(
    { port: 0, logLevel: 'silent', ...options },
    {
      openModels: async () => ({
        backend: 'fake',
        repository: new FakeRepository([model]),
        failed,
        close: async () => {},
      }),
    },
  );
  return { server, model, fail };
}

interface Answer {
  readonly status?: number;
  readonly connection?: string;
}

function post(server: RunningServer, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'image/png' };
    const asked = request(`${server.address}/v1/classify`, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => {
        resolve({ status: response.statusCode, connection: response.headers.connection });
      });
    });
    asked.on('error', reject).end('12345');
  });
}

describe('createServer', () => {
  it('answers all that came before it stopped, also on connections that were idle', async () => {
    const { server, model } = await start();
    const agent = new Agent({ keepAlive: true });
    expect(await post(server, agent)).toEqual({ status: 200, connection: 'keep-alive' });
    const release = model.hold();
    const waiting = post(server, agent);
    await expect.poll(() => model.asked.length).toBe(2);
    const stopped = server.stop();
    expect(server.stop()).toBe(stopped);
    await expect
      .poll(() => post(server).catch((error: NodeJS.ErrnoException) => error.code))
      .toBe('ECONNREFUSED');
    release();
    expect(await waiting).toEqual({ status: 200, connection: 'close' });
    expect(await stopped).toEqual({ lost: 0 });
    expect(await server.closed).toEqual({ lost: 0 });
    agent.destroy();
  });

  it('gives up at the deadline, and says how much', async () => {
    const { server, model } = await start({ exitTimeoutSecs: 0.2 });
    model.hold();
    const waiting = post(server).catch(() => 'lost');
    await expect.poll(() => model.asked.length).toBe(1);
    expect(await server.stop()).toEqual({ lost: 1 });
    expect(await waiting).toBe('lost');
  });

  it('ends when nothing can be computed any more', async () => {
    const { server, fail } = await start();
    fail(new Error('the thread died'));
    await expect(server.closed).rejects.toThrow('the thread died');
  });

  it('refuses an address that is taken', async () => {
    const { server } = await start();
    const port = Number(new URL(server.address).port);
    await expect(start({ port })).rejects.toThrow('EADDRINUSE');
    await server.stop();
  });
});
