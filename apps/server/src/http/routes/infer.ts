import type { FastifyInstance } from 'fastify';
import { tensorsOf } from '../../protocol/modelTensors.ts';
import { readHeaderLength } from '../../protocol/splitBody.ts';
import { writeInferResponse } from '../../protocol/writeInferResponse.ts';
import type { AppContext } from '../appContext.ts';
import { answerOf } from '../openapi/answerOf.ts';
import { inferRequest, inferResponse } from '../openapi/inferSchemas.ts';
import { bodyOf } from '../readBodies.ts';
import { signalOf } from '../signalOf.ts';
import { modelPaths, type ModelParams } from './modelRoutes.ts';

const HEADER_LENGTH = 'inference-header-content-length';

const response = answerOf('logits and probabilities', inferResponse);
const schema = {
  summary: 'Logits and probabilities of images',
  headers: {
    type: 'object',
    properties: {
      [HEADER_LENGTH]: {
        type: 'integer',
        minimum: 0,
        description: 'bytes of the JSON, where binary data follow; 0 for a body of nothing but FP32',
      },
    },
  },
  body: {
    content: {
      'application/json': { schema: { $ref: `${inferRequest.$id}#` } },
      'application/octet-stream': {
        schema: binary('the request in JSON, then the binary data of its input'),
      },
    },
  },
  response: {
    200: {
      ...response,
      content: {
        ...response.content,
        'application/octet-stream': {
          schema: binary('the answer in JSON, then the binary data of its outputs'),
        },
      },
    },
  },
};

function binary(description: string) {
  return { type: 'string', contentMediaType: 'application/octet-stream', description };
}

/** Images in, logits and probabilities out, as the Open Inference Protocol and Triton's extensions say. */
export function infer(app: FastifyInstance, { repository, parser }: AppContext): void {
  for (const path of modelPaths('/infer')) {
    app.post<{ Params: ModelParams; Headers: { [HEADER_LENGTH]?: string } }>(
      path,
      { schema },
      async (request, reply) => {
        const signal = signalOf(request, reply);
        const { params } = request;
        const { images, timeout, priority, ...wanted } = await parser.infer({
          body: bodyOf(request),
          headerLength: readHeaderLength(request.headers[HEADER_LENGTH]),
          tensors: tensorsOf(repository.get(params.model, params.version)),
        });
        // While the body was read, another version may have come.
        const model = repository.get(params.model, params.version);
        const { logits, count } = await model.infer(images, { signal, timeout, priority });
        const { name, version, labels } = model;
        const { body, headerLength } = writeInferResponse(wanted, { name, version, labels, logits, count });
        if (headerLength === undefined) return reply.type('application/json').compress(body);
        return reply.header(HEADER_LENGTH, headerLength).type('application/octet-stream').send(body);
      },
    );
  }
}
