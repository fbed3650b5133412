import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeImage } from '@resnext/data';
// eslint-disable-next-line @nx/enforce-module-boundaries -- the page alone, without the server that sends it
import { loadPage } from '../../../apps/server/src/page/loadPage.ts';

export interface PageServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** What the server sends with the page: it may run and fetch what comes from there, and nothing else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const model = {
  name: 'digits',
  version: '1',
  network: 'resnext11_digits',
  classes: 10,
  inputSize: 8,
  channels: 1,
};
const scores = [0.8127, 0.0913, 0.0571, 0.0214, 0.0003];
const labels = ['three', 'eight', 'nine', 'five', 'two'];

/** Serves the page and, in place of a network, one answer for every image. */
export async function startPageServer(): Promise<PageServer> {
  const page = await loadPage();
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0] ?? '';
    const file = page.get(path);
    if (file) {
      const headers = {
        'Content-Type': file.type,
        'Content-Security-Policy': policy,
        'X-Content-Type-Options': 'nosniff',
        'Permissions-Policy': 'camera=(self)',
      };
      return void response.writeHead(200, headers).end(file.body);
    }
    if (path === '/v1/models') return json(response, 200, { backend: 'native', models: [model] });
    if (path === '/v1/classify') return classify(request, response);
    json(response, 404, { error: `nothing is at ${path}` });
  };
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function classify(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    const { width, height } = await decodeImage(Buffer.concat(chunks));
    const side = Math.min(width, height);
    const frame = { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
    const predictions = scores.map((score, index) => ({
      index,
      label: labels[index],
      score,
      activation: activation(index),
    }));
    json(response, 200, {
      model: model.name,
      version: model.version,
      backend: 'native',
      results: [{ predictions, frame }],
      timing: { decode: 3.21, queue: 0.84, compute: 42.6, total: 47.1 },
    });
  } catch (error) {
    json(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** A hill, somewhere else for each class. */
function activation(place: number): { width: number; height: number; values: number[] } {
  const values = Array.from({ length: 49 }, (_, index) => {
    const distance = Math.hypot((index % 7) - (2 + place), Math.floor(index / 7) - (3 - place / 2));
    return (14 - 3 * place) * Math.exp(-(distance ** 2) / 5) - 1;
  });
  return { width: 7, height: 7, values };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
