import type { FastifyInstance } from 'fastify';
import { describeConfig, describeModel } from '../../protocol/describeModel.ts';
import { describeStatistics } from '../../protocol/describeStatistics.ts';
import type { AppContext } from '../appContext.ts';
import { getOfModel, type ModelParams } from './modelRoutes.ts';

/** What models are, and what they did. */
export function models(app: FastifyInstance, { repository }: AppContext): void {
  const versionsOf = (name: string): string[] =>
    repository.loaded().flatMap((model) => (model.name === name ? [model.version] : []));

  getOfModel(app, '', {
    repository,
    schema: { summary: "A model's metadata: its inputs and outputs" },
    answer: (model) => describeModel(model, versionsOf(model.name)),
  });
  getOfModel(app, '/ready', {
    repository,
    schema: { summary: 'Whether a model answers' },
    answer: ({ name }) => ({ name, ready: true }),
  });
  getOfModel(app, '/config', {
    repository,
    schema: { summary: "A model's configuration" },
    answer: describeConfig,
  });
  app.get<{ Params: ModelParams }>(
    '/v2/models/:model/stats',
    { schema: { summary: "What a model's versions did" } },
    async ({ params: { model: name } }) => {
      repository.get(name);
      const versions = repository.loaded().filter((model) => model.name === name);
      return { model_stats: versions.map(describeStatistics) };
    },
  );
  app.get<{ Params: ModelParams }>(
    '/v2/models/:model/versions/:version/stats',
    { schema: { summary: 'What a version of a model did' } },
    async ({ params: { model, version } }) => ({
      model_stats: [describeStatistics(repository.get(model, version))],
    }),
  );
  app.get('/v2/models/stats', { schema: { summary: 'What all models did' } }, async () => ({
    model_stats: repository.loaded().map(describeStatistics),
  }));
}
