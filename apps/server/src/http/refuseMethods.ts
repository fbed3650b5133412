import type { FastifyInstance, HTTPMethods } from 'fastify';
import { ServerError } from '../errors.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Answers 405 to methods that a path does not have.
 *
 * @returns what is called when all routes are there
 */
export function refuseMethods(app: FastifyInstance): () => void {
  const known = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = known.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    known.set(url, methods);
  });
  return () => {
    for (const [url, methods] of [...known]) {
      const allowed = [...methods].join(', ');
      app.route({
        method: METHODS.filter((method) => !methods.has(method)),
        url,
        schema: { hide: true },
        // Not found, or not allowed: neither needs a key, nor a body.
        config: { open: true },
        onRequest: async ({ method }, reply) => {
          reply.header('allow', allowed);
          throw new ServerError(
            'SERVER_METHOD_NOT_ALLOWED',
            `expected ${allowed} for ${url} but received ${method}`,
          );
        },
        handler: async () => undefined,
      });
    }
  };
}
