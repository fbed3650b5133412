import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppContext } from './appContext.ts';
import { BytesInFlight } from './bytesInFlight.ts';
import { receiveBody } from './receiveBody.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Bytes that it keeps until it is answered. */
    keptBytes: number;
  }
}

const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

/** Reads every body as bytes, whatever its type: some clients of the protocol send none, or a wrong one. */
export function readBodies(app: FastifyInstance, { limits }: AppContext): void {
  const inFlight = new BytesInFlight(limits.maxBytesInFlight);
  app.decorateRequest('keptBytes', 0);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest) =>
    receiveBody(request.raw, {
      maxBytes: limits.maxRequestBytes,
      take: (bytes) => {
        inFlight.take(bytes);
        request.keptBytes += bytes;
      },
    }),
  );
  // Fastify refuses types that are none before it asks for a parser; here they say as much as no type.
  app.addHook('onRequest', async ({ headers }) => {
    if (headers['content-type'] !== undefined && !MEDIA_TYPE.test(headers['content-type'])) {
      delete headers['content-type'];
    }
  });
  // An answer closes when it is sent, and when whoever asked is gone.
  app.addHook('onRequest', async (request, { raw }) => {
    raw.once('close', () => {
      inFlight.give(request.keptBytes);
    });
  });
}

/** @returns what {@link readBodies} made of a request without a body, too */
export function bodyOf({ body }: { readonly body: unknown }): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}
