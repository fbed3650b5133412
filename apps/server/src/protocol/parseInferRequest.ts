import { z } from 'zod';
import { ServerError } from '../errors.ts';
import { badRequest } from './badRequest.ts';
import { describe } from './describe.ts';
import type { InferRequest, WantedOutput } from './inferRequest.ts';
import { imageShape, INPUT, OUTPUTS, type ModelTensors } from './modelTensors.ts';
import { parseJson } from './parseJson.ts';
import { floatsOf, readInput } from './readInput.ts';
import { splitBody } from './splitBody.ts';

const parameters = z.record(z.string(), z.unknown()).nullish();
type Parameters = z.infer<typeof parameters>;

const requestSchema = z.looseObject({
  id: z.string().nullish(),
  parameters,
  inputs: z.array(
    z.looseObject({
      name: z.string(),
      datatype: z.string(),
      shape: z.array(z.unknown()),
      parameters,
      data: z.unknown().optional(),
    }),
  ),
  outputs: z.array(z.looseObject({ name: z.string(), parameters })).nullish(),
});

/**
 * Reads a request of the Open Inference Protocol, with Triton's binary data after its JSON.
 *
 * @param headerLength - `Inference-Header-Content-Length`; 0 for a body that is the one input, as it is
 * @throws ServerError `SERVER_BAD_REQUEST`, or `SERVER_UNSUPPORTED` for parts of the protocol that are not served
 */
export function parseInferRequest(
  body: Uint8Array,
  headerLength: number | undefined,
  tensors: ModelTensors,
): InferRequest {
  if (headerLength === 0) return rawRequest(body, tensors);
  const { json, binary } = splitBody(body, headerLength);
  const request = parseJson(json, requestSchema);
  refuseSequences(request.parameters);
  const [input, ...others] = request.inputs;
  if (input === undefined || others.length > 0) {
    throw badRequest(`expected one input, ${INPUT}, but received ${request.inputs.length}`);
  }
  if (input.name !== INPUT) {
    throw badRequest(`expected the input ${INPUT} but received ${describe(input.name)}`);
  }
  const bytes = binaryOf(input, binary);
  return {
    id: request.id ?? undefined,
    images: readInput({ ...input, binary: bytes }, tensors),
    outputs: readOutputs(request.outputs ?? undefined, request.parameters),
    timeout: integerIn(request.parameters, 'timeout'),
    priority: integerIn(request.parameters, 'priority'),
  };
}

/** As Triton does, the answer to raw bytes is binary too. */
function rawRequest(body: Uint8Array, tensors: ModelTensors): InferRequest {
  const { layout } = tensors;
  const image = imageShape(tensors, layout);
  const bytes = image[0] * image[1] * image[2] * Float32Array.BYTES_PER_ELEMENT;
  const count = body.length / bytes;
  if (count < 1 || !Number.isInteger(count)) {
    throw badRequest(
      `expected a raw body of ${bytes} bytes, [${image.join(', ')}] of FP32, for each image but received ${body.length}`,
    );
  }
  return {
    images: { kind: 'normalised', layout, shape: [count, ...image], values: floatsOf(body) },
    outputs: OUTPUTS.map((name) => ({ name, binary: true })),
  };
}

/** The input's own bytes, which are all that follows the JSON. */
function binaryOf(
  { name, parameters, data }: { name: string; parameters?: Parameters; data?: unknown },
  binary: Uint8Array,
): Uint8Array | undefined {
  refuseSharedMemory(name, parameters);
  const size = integerIn(parameters, 'binary_data_size');
  if (size !== undefined && data !== undefined) {
    throw badRequest(`expected either data or binary_data_size for ${name} but received both`);
  }
  if ((size ?? 0) === binary.length) return size === undefined ? undefined : binary;
  throw badRequest(
    `expected ${size ?? 0} bytes after the JSON, the binary_data_size of ${name}, but received ${binary.length}; Inference-Header-Content-Length says where the JSON ends`,
  );
}

function readOutputs(
  outputs: readonly { name: string; parameters?: Parameters }[] | undefined,
  request: Parameters,
): WantedOutput[] {
  const binaryUnlessTold = booleanIn(request, 'binary_data_output') ?? false;
  if (outputs === undefined || outputs.length === 0) {
    return OUTPUTS.map((name) => ({ name, binary: binaryUnlessTold }));
  }
  const wanted = outputs.map(({ name, parameters }): WantedOutput => {
    const known = OUTPUTS.find((each) => each === name);
    if (known === undefined) {
      throw badRequest(`expected outputs among ${OUTPUTS.join(', ')} but received ${describe(name)}`);
    }
    refuseSharedMemory(name, parameters);
    return {
      name: known,
      binary: booleanIn(parameters, 'binary_data') ?? binaryUnlessTold,
      classes: integerIn(parameters, 'classification') || undefined,
    };
  });
  if (new Set(wanted.map(({ name }) => name)).size === wanted.length) return wanted;
  throw badRequest('expected each output once but received one twice');
}

function refuseSequences(parameters: Parameters): void {
  const id = parameters?.['sequence_id'];
  if (id === undefined || id === null || id === 0 || id === '') return;
  throw new ServerError(
    'SERVER_UNSUPPORTED',
    'expected a request of its own but received one of a sequence; these models have no state, leave sequence_id out',
  );
}

function refuseSharedMemory(name: string, parameters: Parameters): void {
  if (parameters?.['shared_memory_region'] === undefined) return;
  throw new ServerError(
    'SERVER_UNSUPPORTED',
    `expected the data of ${name} in the body but received a region of shared memory, which this server does not use`,
  );
}

function integerIn(parameters: Parameters, key: string): number | undefined {
  const value = parameters?.[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw badRequest(`expected an integer of at least 0 for ${key} but received ${describe(value)}`);
}

function booleanIn(parameters: Parameters, key: string): boolean | undefined {
  const value = parameters?.[key];
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
  throw badRequest(`expected true or false for ${key} but received ${describe(value)}`);
}
