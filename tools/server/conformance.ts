import { readFile } from 'node:fs/promises';
import yaml from 'yaml';
import { MODEL, VERSION, type OpenApi, type Operation } from './conformance/openApi.ts';
import { patches } from './conformance/patches.ts';
import { createChecks } from './conformance/schemas.ts';

/*
 * Holds a running server to the OpenAPI document of the Open Inference Protocol, which is
 * specification/protocol/open_inference_rest.yaml of the repository kserve/open-inference-protocol.
 *
 *   node --conditions=@resnext/source --import tsx tools/server/conformance.ts DOCUMENT ADDRESS
 *
 * Sends requests to every operation, right and wrong ones, and checks the answers with the document's schemas. Exit code
 * 1 when one is not as it says.
 */

const [path, address] = process.argv.slice(2);
if (!path || !address) throw new Error('usage: conformance.ts DOCUMENT ADDRESS');

const written = yaml.parse(await readFile(path, 'utf8')) as OpenApi;
const document = patches.reduce((patched, patch) => patch.apply(patched), written);
for (const { reason } of patches) console.log(`patched   ${reason}`);
const checkOf = createChecks(document);
const requestCheck = checkOf({ $ref: '#/components/schemas/inference_request' });

const badRequests: readonly unknown[] = [
  '{"inputs": [',
  'no JSON',
  {},
  { inputs: [] },
  { inputs: [{ name: 'no-such-input', datatype: 'FP32', shape: [1], data: [0] }] },
  { inputs: [{ name: 'images', datatype: 'INT64', shape: [1], data: [0] }] },
  { inputs: [{ name: 'images', datatype: 'FP32', shape: [1], data: [0] }] },
];

let failures = 0;
const [model] = (await ask('POST', '/v2/repository/index', {})).document as [
  { name: string; version: string },
];
for (const [template, item] of Object.entries(document.paths)) {
  for (const [verb, operation] of Object.entries(item)) {
    const method = verb.toUpperCase();
    const there = template.replace(MODEL, model.name).replace('{MODEL_VERSION}', model.version);
    for (const body of operation.requestBody ? await goodRequests() : [undefined])
      await hold(operation, { method, path: there, body, statuses: [200] });
    for (const body of operation.requestBody ? badRequests : [])
      await hold(operation, { method, path: there, body, statuses: [400] });
    const nowhere = [
      ...(template.includes(MODEL) ? [there.replace(model.name, 'no-such-model')] : []),
      ...(template.includes(VERSION)
        ? [there.replace(`/versions/${model.version}`, '/versions/999999')]
        : []),
    ];
    for (const wrong of nowhere)
      await hold(operation, { method, path: wrong, body: operation.requestBody && {}, statuses: [400, 404] });
  }
}
process.exitCode = failures > 0 ? 1 : 0;

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** Those that the answer may have. */
  readonly statuses: readonly number[];
}

/** Sends a request and checks its answer with the schema that the operation has for its status. */
async function hold(operation: Operation, request: Request): Promise<void> {
  const { status, document: answer } = await ask(request.method, request.path, request.body);
  const { responses } = operation;
  const schema = (responses[status] ?? responses['default'])?.content?.['application/json'].schema;
  const problem = request.statuses.includes(status)
    ? schema && checkOf(schema)(answer)
    : `expected status ${request.statuses.join(' or ')} but received ${status}: ${JSON.stringify(answer)}`;
  if (problem !== undefined) failures++;
  const verdict = problem === undefined ? `${status}      ` : 'WRONG    ';
  console.log(`${verdict} ${request.method} ${request.path}${problem === undefined ? '' : `: ${problem}`}`);
}

async function ask(
  method: string,
  to: string,
  body: unknown,
): Promise<{ status: number; document: unknown }> {
  const response = await fetch(`${address}${to}`, {
    method,
    ...(body !== undefined && {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
  const text = await response.text();
  return { status: response.status, document: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** Requests by the model's own metadata, flat and nested, and as the document says requests are. */
async function goodRequests(): Promise<object[]> {
  const metadata = (await ask('GET', `/v2/models/${model.name}`, undefined)).document as {
    inputs: Tensor[];
    outputs: Tensor[];
  };
  const inputs = metadata.inputs.map((tensor) => ({
    ...tensor,
    shape: tensor.shape.map((size) => Math.abs(size)),
  }));
  const flat = inputs.map((tensor) => ({
    ...tensor,
    data: Array.from({ length: count(tensor) }, () => 0.5),
  }));
  const nested = inputs.map((tensor) => ({ ...tensor, data: nest(tensor.shape) }));
  const outputs = metadata.outputs.map(({ name }) => ({ name }));
  const requests = [
    { inputs: flat },
    { id: '42', inputs: nested },
    { inputs: flat, outputs, parameters: {} },
  ];
  for (const request of requests) {
    const problem = requestCheck(request);
    if (problem !== undefined)
      throw new Error(`the request that is sent is not one of the document: ${problem}`);
  }
  return requests;
}

function count({ shape }: Tensor): number {
  return shape.reduce((product, size) => product * size, 1);
}

function nest([size, ...rest]: readonly number[]): unknown {
  return size === undefined ? 0.5 : Array.from({ length: size }, () => nest(rest));
}
