import type { FastifyInstance } from 'fastify';
import { ServerError } from '../../errors.ts';
import type { AppContext } from '../appContext.ts';

/** Whether the server lives, and whether it wants requests; probes have no key. */
export function health(app: FastifyInstance, { repository, lifecycle }: AppContext): void {
  const config = { open: true };
  app.get('/v2/health/live', { config, schema: { summary: 'Whether the server lives' } }, async () => ({
    live: true,
  }));
  app.get(
    '/v2/health/ready',
    { config, schema: { summary: 'Whether the server takes requests' } },
    async () => {
      if (!lifecycle.ending && repository.ready) return { ready: true };
      const reason = lifecycle.ending ? 'it is about to end' : 'not every model is loaded';
      throw new ServerError('SERVER_UNAVAILABLE', `expected a server that is ready but ${reason}`);
    },
  );
}
