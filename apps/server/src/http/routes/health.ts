import type { FastifyInstance } from 'fastify';
import { ServerError } from '../../errors.ts';
import type { AppContext } from '../appContext.ts';
import { boolean, object } from '../openapi/schema.ts';

/** The status says it all; the body is for people. */
function says(what: string) {
  const schema = object({ [what]: { ...boolean, const: true } });
  return { 200: { description: `it is ${what}`, content: { 'application/json': { schema } } } };
}

/** Whether the server lives, and whether it wants requests; probes have no key. */
export function health(app: FastifyInstance, { repository, lifecycle }: AppContext): void {
  const config = { open: true };
  app.get(
    '/v2/health/live',
    { config, schema: { summary: 'Whether the server lives', response: says('live') } },
    async () => ({
      live: true,
    }),
  );
  app.get(
    '/v2/health/ready',
    { config, schema: { summary: 'Whether the server takes requests', response: says('ready') } },
    async () => {
      if (!lifecycle.ending && repository.ready) return { ready: true };
      const reason = lifecycle.ending ? 'it is about to end' : 'not every model is loaded';
      throw new ServerError('SERVER_UNAVAILABLE', `expected a server that is ready but ${reason}`);
    },
  );
}
