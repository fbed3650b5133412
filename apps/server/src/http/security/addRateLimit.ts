import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { ServerError } from '../../errors.ts';

/** Holds clients to the requests that their line in the file of keys allows them in a minute. */
export async function addRateLimit(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, {
    timeWindow: '1 minute',
    allowList: ({ client }) => client?.requestsPerMinute === undefined,
    max: ({ client }) => client?.requestsPerMinute ?? 0,
    keyGenerator: ({ client }) => client?.name ?? '',
    errorResponseBuilder: ({ client }, { after }) =>
      new ServerError(
        'SERVER_RATE_LIMITED',
        `expected at most ${client?.requestsPerMinute} requests a minute with this API key but received more; try again in ${after}`,
      ),
  });
}
