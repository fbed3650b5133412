import { softmax, topK } from '@resnext/evaluator';
import type { FastifyInstance } from 'fastify';
import { ServerError } from '../../errors.ts';
import { badRequest } from '../../protocol/badRequest.ts';
import type { ImageFile } from '../../protocol/imageFile.ts';
import type { Answer, Durations } from '../../service/answer.ts';
import type { ModelRepository } from '../../service/modelRepository.ts';
import type { ServedModel } from '../../service/servedModel.ts';
import type { AppContext } from '../appContext.ts';
import { bodyOf } from '../readBodies.ts';
import { signalOf } from '../signalOf.ts';

interface ClassifyQuery {
  readonly model?: string;
  readonly version?: string;
  readonly top?: string;
  readonly explain?: string;
}

/** Plain use: image files in, names of what is on them out. */
export function classify(app: FastifyInstance, { repository, parser, backend }: AppContext): void {
  app.get('/v1/models', { schema: { summary: 'The models that answer' } }, async () => ({
    backend,
    models: repository.loaded().map(({ name, version, row }) => ({
      name,
      version,
      network: row.name,
      classes: row.classes,
      inputSize: row.preprocessing.inputSize,
      channels: row.channels,
    })),
  }));

  app.post<{ Querystring: ClassifyQuery }>(
    '/v1/classify',
    { schema: { summary: 'Name what is on images', querystring: querySchema } },
    async (request, reply) => {
      const started = performance.now();
      const { query } = request;
      const top = integerOf('top', query.top, { min: 1, otherwise: 5 });
      const explain = integerOf('explain', query.explain, { min: 0, otherwise: 0 });
      const model = modelOf(repository, query);
      const files = await parser.imageFiles({
        body: bodyOf(request),
        contentType: request.headers['content-type'],
      });
      const answers = await inferEach(model, files, { explain, signal: signalOf(reply) });
      return {
        model: model.name,
        version: model.version,
        backend,
        results: files.map(({ name }, index) => ({
          ...(name && { name }),
          ...resultOf(answers[index]!, { labels: model.labels, top }),
        })),
        timing: { ...timingOf(answers), total: performance.now() - started },
      };
    },
  );
}

const querySchema = {
  type: 'object',
  properties: {
    model: { type: 'string', description: 'the only model, or the first by name, unless told' },
    version: { type: 'string', description: 'the newest unless told' },
    top: { type: 'integer', minimum: 1, default: 5, description: 'classes to name' },
    explain: {
      type: 'integer',
      minimum: 0,
      default: 0,
      description: 'classes to say where the network looked for',
    },
  },
};

function modelOf(repository: ModelRepository, { model, version }: ClassifyQuery): ServedModel {
  const name = model ?? repository.loaded()[0]?.name;
  if (name !== undefined) return repository.get(name, version);
  throw new ServerError('SERVER_UNAVAILABLE', 'expected a model to ask but none is loaded');
}

function integerOf(
  name: string,
  text: string | undefined,
  { min, otherwise }: { readonly min: number; readonly otherwise: number },
): number {
  if (text === undefined) return otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= min) return value;
  throw badRequest(`expected an integer of at least ${min} for ${name} but received '${text}'`);
}

/**
 * Each file is a request of its own, which shares batches with the others: one that is no image is its own failure.
 *
 * @throws ServerError the first, if all fail, or if it is none of the image's
 */
async function inferEach(
  model: ServedModel,
  files: readonly ImageFile[],
  { explain, signal }: { readonly explain: number; readonly signal: AbortSignal },
): Promise<(Answer | ServerError)[]> {
  const others = new AbortController();
  const options = { explain, signal: AbortSignal.any([signal, others.signal]) };
  try {
    const answers = await Promise.all(
      files.map(async ({ bytes }) => {
        try {
          return await model.infer({ kind: 'encoded', files: [bytes] }, options);
        } catch (error) {
          if (error instanceof ServerError && error.code === 'SERVER_BAD_REQUEST') return error;
          throw error;
        }
      }),
    );
    if (answers.every((answer) => answer instanceof ServerError)) throw answers[0]!;
    return answers;
  } catch (error) {
    others.abort();
    throw error;
  }
}

function resultOf(answer: Answer | ServerError, { labels, top }: { labels: readonly string[]; top: number }) {
  if (answer instanceof ServerError) return { error: answer.message };
  const [explanation] = answer.explanations ?? [];
  const predictions = topK(softmax(answer.logits), top).map(({ index, value: score }) => {
    const map = explanation?.maps.find((each) => each.index === index);
    return {
      index,
      label: labels[index]!,
      score,
      ...(map && { activation: { width: map.width, height: map.height, values: [...map.values] } }),
    };
  });
  return { predictions, ...(explanation?.frame && { frame: explanation.frame }) };
}

/** Milliseconds; of several images, those of the one that took longest. */
function timingOf(answers: readonly (Answer | ServerError)[]) {
  const longest = (time: (durations: Durations) => number): number =>
    Math.max(...answers.map((answer) => (answer instanceof ServerError ? 0 : time(answer.durations)))) / 1e6;
  return {
    decode: longest(({ computeInput }) => computeInput),
    queue: longest(({ queue }) => queue),
    compute: longest(({ computeInfer, computeOutput }) => computeInfer + computeOutput),
  };
}
