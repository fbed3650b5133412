import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { AppContext } from '../appContext.ts';
import { BatchSizes } from '../metrics/batchSizes.ts';
import { collectModels } from '../metrics/collectModels.ts';

/** What Prometheus collects. */
export function metrics(app: FastifyInstance, { repository }: AppContext): void {
  const registry = new Registry();
  const loaded = () => repository.loaded();
  collectDefaultMetrics({ register: registry });
  collectModels(registry, loaded);
  new BatchSizes(registry, loaded);
  app.get('/metrics', { schema: { summary: 'Metrics, for Prometheus' } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
