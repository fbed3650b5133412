import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../appContext.ts';

/** The page and its files; whoever it shows is asked for a key by the page itself. */
export function page(app: FastifyInstance, { page }: AppContext): void {
  for (const [path, { type, body }] of page) {
    app.get(path, { config: { open: true }, schema: { hide: true } }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache').type(type).send(body),
    );
  }
}
