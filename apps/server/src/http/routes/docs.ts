import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../appContext.ts';
import { answerOf } from '../openapi/answerOf.ts';
import { components } from '../openapi/components.ts';
import { errorSchema } from '../openapi/errorSchema.ts';
import { serverVersion } from './serverMetadata.ts';

/** How the description is divided, in the order that people read it; the last has what no other has. */
const chapters = [
  { name: 'Plain use', has: /^\/v1\// },
  { name: 'Open Inference Protocol', has: /^\/v2(?!\/repository\/)/ },
  { name: 'Repository', has: /^\/v2\/repository\// },
  { name: 'Operation', has: /^/ },
] as const;

/** Describes the routes that come after it. */
export async function describeRoutes(app: FastifyInstance, { apiKeys }: AppContext): Promise<void> {
  for (const schema of components) app.addSchema(schema);
  const error = answerOf('what is wrong', errorSchema);
  app.addHook('onRoute', (route) => {
    route.schema = {
      ...route.schema,
      response: { ...(route.schema?.response as object | undefined), '4xx': error, '5xx': error },
      security: apiKeys && !route.config?.open ? [{ bearer: [] }, { key: [] }] : [],
    };
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'resnext', description: 'ResNeXt models over HTTP', version: serverVersion() },
      tags: chapters.map(({ name }) => ({ name })),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
    },
    transform: ({ schema, url }) => ({
      schema: { ...schema, tags: [chapters.find(({ has }) => has.test(url))!.name] },
      url,
    }),
    refResolver: { buildLocalReference: ({ $id }) => $id as string },
  });
}

/** The description, and a page of it; neither says anything that is not in the README. */
export async function docs(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, async () => app.swagger());
  await app.register(async (inner) => {
    inner.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
    });
    await inner.register(swaggerUi, {
      routePrefix: '/docs',
      // Without the bar that opens other servers' descriptions, which the policy does not let it.
      uiConfig: { validatorUrl: null, layout: 'BaseLayout' },
      theme: { title: 'ResNeXt API' },
    });
  });
}
