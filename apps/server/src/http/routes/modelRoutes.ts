import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import type { ServedModel } from '../../service/servedModel.ts';
import type { ModelRepository } from '../../service/modelRepository.ts';

/** Which model a path names; without a version its newest. */
export interface ModelParams {
  readonly model: string;
  readonly version?: string;
}

/** The protocol's paths of a model, once without a version and once with one. */
export function modelPaths(rest: string): [string, string] {
  return [`/v2/models/:model${rest}`, `/v2/models/:model/versions/:version${rest}`];
}

/** Answers GET, with and without a version, from the model that is named. */
export function getOfModel(
  app: FastifyInstance,
  rest: string,
  {
    answer,
    repository,
    ...options
  }: RouteShorthandOptions & {
    readonly repository: ModelRepository;
    readonly answer: (model: ServedModel) => unknown;
  },
): void {
  for (const path of modelPaths(rest)) {
    app.get<{ Params: ModelParams }>(path, options, async ({ params: { model, version } }) =>
      answer(repository.get(model, version)),
    );
  }
}
