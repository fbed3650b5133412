import type { FastifyInstance } from 'fastify';
import { ServerError } from '../../errors.ts';

/** Parts of Triton's API that this server knows of, and does not have. */
const PATHS = {
  '/v2/systemsharedmemory/*': 'shared memory',
  '/v2/cudasharedmemory/*': 'shared memory',
  '/v2/trace/setting': 'traces',
  '/v2/logging': 'settings of the log',
};

export function unsupported(app: FastifyInstance): void {
  for (const [url, what] of Object.entries(PATHS)) {
    app.route({
      method: ['GET', 'POST'],
      url,
      schema: { hide: true },
      handler: async () => {
        throw new ServerError(
          'SERVER_UNSUPPORTED',
          `expected a part of the API that this server has but received a request for ${what}`,
        );
      },
    });
  }
}
