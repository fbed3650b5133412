import { MODEL, VERSION, type OpenApi, type Operation, type Schema } from './openApi.ts';

/** A change to the protocol's OpenAPI document, where it contradicts itself or the text that it stands for. */
export interface Patch {
  readonly reason: string;
  apply(document: OpenApi): OpenApi;
}

const errorResponse = { content: json({ $ref: '#/components/schemas/inference_error_response' }) };

/** In their order; the text is inference_rest.md beside the document. */
export const patches: readonly Patch[] = [
  {
    reason: 'server metadata is at `/v2` in the text and in its operationId, not at `/v2/`',
    apply: (document) => mapPaths(document, (path, item) => [[path === '/v2/' ? '/v2' : path, item]]),
  },
  {
    reason: 'a template is `{NAME}` in OpenAPI: with `${NAME}` a dollar sign would stay in the path',
    apply: (document) => mapPaths(document, (path, item) => [[path.replaceAll('${', '{'), item]]),
  },
  {
    reason: 'the version is optional in every description and in the text, yet all paths have it',
    apply: (document) =>
      mapPaths(document, (path, item) =>
        path.includes(VERSION)
          ? [
              [path, item],
              [path.replace(VERSION, ''), item],
            ]
          : [[path, item]],
      ),
  },
  {
    reason: 'the text says what a model that is ready answers; the document leaves it open',
    apply: (document) =>
      mapPaths(document, (path, item) => [
        [path, path.includes(MODEL) && path.endsWith('/ready') ? { get: withReadiness(item['get']!) } : item],
      ]),
  },
  {
    reason: 'an error is an object with `error` in the text, whatever the operation and its status',
    apply: (document) =>
      mapPaths(document, (path, item) => [
        [
          path,
          Object.fromEntries(Object.entries(item).map(([verb, operation]) => [verb, withErrors(operation)])),
        ],
      ]),
  },
  {
    reason: 'the errors of `infer` must have `error`, as those of metadata must',
    apply: (document) =>
      mapSchema(document, 'inference_error_response', (schema) => ({ ...schema, required: ['error'] })),
  },
];

function withReadiness(operation: Operation): Operation {
  const properties = { name: { type: 'string' }, ready: { type: 'boolean' } };
  const schema = { type: 'object', properties, required: ['name', 'ready'] };
  return { ...operation, responses: { ...operation.responses, 200: { content: json(schema) } } };
}

function withErrors(operation: Operation): Operation {
  return { ...operation, responses: { ...operation.responses, default: errorResponse } };
}

function json(schema: Schema) {
  return { 'application/json': { schema } };
}

type PathItem = OpenApi['paths'][string];

function mapPaths(document: OpenApi, map: (path: string, item: PathItem) => [string, PathItem][]): OpenApi {
  const paths = Object.entries(document.paths).flatMap(([path, item]) => map(path, operationsOf(item)));
  return { ...document, paths: Object.fromEntries(paths) };
}

/** Without the list of parameters, which stands among the methods. */
function operationsOf(item: PathItem): PathItem {
  return Object.fromEntries(Object.entries(item).filter(([verb]) => verb !== 'parameters'));
}

function mapSchema(document: OpenApi, name: string, map: (schema: Schema) => Schema): OpenApi {
  const { schemas } = document.components;
  return { ...document, components: { schemas: { ...schemas, [name]: map(schemas[name]!) } } };
}
