import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakeApp, type FakeApp } from '../../testing/fakeApp.ts';
import { ApiKeys } from '../security/apiKeys.ts';

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly description?: string }>>;
  readonly security: readonly object[];
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const headers = { host: 'localhost' };

async function documentOf({ app }: FakeApp): Promise<Document> {
  return (await app.inject({ url: '/openapi.json', headers })).json<Document>();
}

let fake: FakeApp;
let document: Document;
let operations: [title: string, operation: Operation][];
beforeAll(async () => {
  fake = await fakeApp();
  document = await documentOf(fake);
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
});

/** The schema that an answer must have, with all that it refers to. */
function schemaOf(title: string, status = '200'): z.ZodType {
  const { responses } = new Map(operations).get(title)!;
  const { schema } = responses[status]!.content!['application/json']!;
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return z.fromJSONSchema(
    JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as Parameters<
      typeof z.fromJSONSchema
    >[0],
  );
}

describe('the OpenAPI document', () => {
  it('has every route of the API, and no other', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations.map(([title]) => title).sort()).toEqual(
      [
        'GET /metrics',
        'GET /v1/models',
        'GET /v2',
        'GET /v2/health/live',
        'GET /v2/health/ready',
        'GET /v2/models/stats',
        ...['', '/versions/{version}'].flatMap((version) => [
          ...['', '/config', '/ready', '/stats'].map((what) => `GET /v2/models/{model}${version}${what}`),
          `POST /v2/models/{model}${version}/infer`,
        ]),
        'POST /v1/classify',
        'POST /v2/repository/index',
        'POST /v2/repository/models/{model}/load',
        'POST /v2/repository/models/{model}/unload',
      ].sort(),
    );
  });

  it('says of each what it is, what it takes, what it answers, and that errors are errors', () => {
    for (const [title, { summary, parameters = [], responses, requestBody }] of operations) {
      expect(summary, title).toBeTruthy();
      expect(responses['200']?.description, title).not.toBe('Default Response');
      for (const status of ['4XX', '5XX']) {
        expect(responses[status]!.content, title).toEqual({
          'application/json': { schema: { $ref: '#/components/schemas/Error' } },
        });
      }
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(inPath, title).toEqual([...title.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      if (/infer$|classify$|index$/.test(title)) expect(requestBody?.content, title).toBeTruthy();
    }
  });

  it('refers to nothing that it does not have', () => {
    for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)) {
      expect(
        Object.keys(document.components.schemas).map((each) => `#/components/schemas/${each}`),
      ).toContain(name);
    }
  });

  it('asks for a key where the server does', async () => {
    expect(operations.every(([, { security }]) => security.length === 0)).toBe(true);
    const { paths } = await documentOf(
      await fakeApp({ apiKeys: new ApiKeys([{ id: 0, key: 'k', name: 'ann' }]) }),
    );
    expect(paths['/v1/classify']!['post']!.security).toEqual([{ bearer: [] }, { key: [] }]);
    expect(paths['/v2/health/live']!['get']!.security).toEqual([]);
  });

  const image = { inputs: [{ name: 'images', datatype: 'BYTES', shape: [1], data: ['aaaa'] }] };
  it.each<[string, object?, string?]>([
    ['GET /v2'],
    ['GET /v2/health/live'],
    ['GET /v2/health/ready'],
    ['GET /v2/models/stats'],
    ['GET /v2/models/{model}'],
    ['GET /v2/models/{model}/ready'],
    ['GET /v2/models/{model}/config'],
    ['GET /v2/models/{model}/versions/{version}/stats'],
    ['POST /v2/models/{model}/infer', image],
    ['POST /v2/models/{model}/infer', { ...image, id: '1', parameters: { binary_data_output: false } }],
    ['POST /v2/repository/index', {}],
    ['GET /v1/models'],
    ['POST /v1/classify', { images: ['aaaa', Buffer.from('text').toString('base64')] }, '?explain=1'],
  ])('says what %s answers', async (title, payload, query = '') => {
    const [method, path] = title.split(' ') as ['GET' | 'POST', string];
    const url = path.replace('{model}', 'fake').replace('{version}', '1') + query;
    const type = payload && { 'content-type': 'application/json' };
    const response = await fake.app.inject({ method, url, payload, headers: { ...headers, ...type } });
    expect(response.statusCode).toBe(200);
    schemaOf(title).parse(response.json());
    expect(schemaOf(title).safeParse({ error: 'another' }).success).toBe(false);
    schemaOf(title, '4XX').parse((await fake.app.inject({ url: '/nothing', headers })).json());
  });
});

it('the page of the document comes from here, with all that it needs', async () => {
  const page = await fake.app.inject({ url: '/docs/', headers });
  expect(page.statusCode).toBe(200);
  const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    expect(file).not.toMatch(/^(\w+:)?\/\//);
    const { statusCode } = await fake.app.inject({ url: new URL(file, 'http://x/docs/').pathname, headers });
    expect(statusCode, file).toBe(200);
  }
});
