import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { AppContext } from '../appContext.ts';
import { BatchSizes } from '../metrics/batchSizes.ts';
import { collectModels } from '../metrics/collectModels.ts';

const schema = {
  summary: 'Metrics, for Prometheus',
  response: {
    200: { description: 'the metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
  },
};

/** What Prometheus collects. */
export function metrics(app: FastifyInstance, { repository }: AppContext): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  collectModels(registry, repository);
  new BatchSizes(registry, repository);
  app.get('/metrics', { schema }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
