import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ServerError } from '../../errors.ts';
import { parseJson } from '../../protocol/parseJson.ts';
import type { AppContext } from '../appContext.ts';
import { bodyOf } from '../readBodies.ts';

const indexSchema = z.looseObject({ ready: z.boolean().nullish() });
const changeSchema = z.looseObject({ parameters: z.record(z.string(), z.unknown()).nullish() });

interface NameParams {
  readonly model: string;
}

/** What is there, and, with `--model-control-mode explicit`, what of it is loaded. */
export function repository(app: FastifyInstance, { repository }: AppContext): void {
  app.post('/v2/repository/index', { schema: { summary: 'All models, loaded or not' } }, async (request) => {
    const { ready } = bodyAs(request, indexSchema);
    return repository.index().filter(({ state }) => !ready || state === 'READY');
  });
  app.post<{ Params: NameParams }>(
    '/v2/repository/models/:model/load',
    { schema: { summary: 'Load a model, or load it anew' } },
    async (request, reply) => {
      const { parameters } = bodyAs(request, changeSchema);
      if (parameters && Object.keys(parameters).length > 0) {
        throw new ServerError(
          'SERVER_UNSUPPORTED',
          "expected a load without parameters but received some; a model's settings are in its config.yaml",
        );
      }
      await repository.load(request.params.model);
      return reply.send();
    },
  );
  app.post<{ Params: NameParams }>(
    '/v2/repository/models/:model/unload',
    { schema: { summary: 'Unload a model, when its requests are answered' } },
    async (request, reply) => {
      bodyAs(request, changeSchema);
      await repository.unload(request.params.model);
      return reply.send();
    },
  );
}

function bodyAs<T>(request: FastifyRequest, schema: z.ZodType<T>): T {
  // What a form on a page could send as well.
  const type = request.headers['content-type']?.split(';')[0]!.trim().toLowerCase();
  if (type === 'text/plain' || type === 'multipart/form-data') {
    throw new ServerError('SERVER_UNSUPPORTED_TYPE', `expected application/json but received ${type}`);
  }
  const body = bodyOf(request);
  return parseJson(body.length === 0 ? Buffer.from('{}') : body, schema);
}
