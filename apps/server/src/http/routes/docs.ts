import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { serverVersion } from './serverMetadata.ts';

/** How the description is divided, in the order that people read it; the last has what no other has. */
const chapters = [
  { name: 'Plain use', has: /^\/v1\// },
  { name: 'Open Inference Protocol', has: /^\/v2(?!\/repository\/)/ },
  { name: 'Repository', has: /^\/v2\/repository\// },
  { name: 'Operation', has: /^/ },
] as const;

/** Describes the routes that come after it. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'resnext', description: 'ResNeXt models over HTTP', version: serverVersion() },
      tags: chapters.map(({ name }) => ({ name })),
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      },
    },
    transform: ({ schema, url }) => ({
      schema: { ...schema, tags: [chapters.find(({ has }) => has.test(url))!.name] },
      url,
    }),
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
