import type { FastifyInstance } from 'fastify';
import { tensorsOf } from '../../protocol/modelTensors.ts';
import { readHeaderLength } from '../../protocol/splitBody.ts';
import { writeInferResponse } from '../../protocol/writeInferResponse.ts';
import type { AppContext } from '../appContext.ts';
import { bodyOf } from '../readBodies.ts';
import { signalOf } from '../signalOf.ts';
import { modelPaths, type ModelParams } from './modelRoutes.ts';

const HEADER_LENGTH = 'inference-header-content-length';

/** Images in, logits and probabilities out, as the Open Inference Protocol and Triton's extensions say. */
export function infer(app: FastifyInstance, { repository, parser }: AppContext): void {
  for (const path of modelPaths('/infer')) {
    app.post<{ Params: ModelParams; Headers: { [HEADER_LENGTH]?: string } }>(
      path,
      { schema: { summary: 'Logits and probabilities of images' } },
      async (request, reply) => {
        const signal = signalOf(reply);
        const model = repository.get(request.params.model, request.params.version);
        const { images, timeout, priority, ...wanted } = await parser.infer({
          body: bodyOf(request),
          headerLength: readHeaderLength(request.headers[HEADER_LENGTH]),
          tensors: tensorsOf(model),
        });
        const { logits, count } = await model.infer(images, { signal, timeout, priority });
        const { name, version, labels } = model;
        const { body, headerLength } = writeInferResponse(wanted, { name, version, labels, logits, count });
        if (headerLength === undefined) return reply.type('application/json').send(body);
        return reply.header(HEADER_LENGTH, headerLength).type('application/octet-stream').send(body);
      },
    );
  }
}
