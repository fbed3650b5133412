import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { serverVersion } from './serverMetadata.ts';

/** Describes the routes that come after it. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'resnext', description: 'ResNeXt models over HTTP', version: serverVersion() },
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      },
    },
  });
}

/** The description, and a page of it; neither says anything that is not in the README. */
export async function docs(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, async () => app.swagger());
  await app.register(async (inner) => {
    inner.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
    });
    await inner.register(swaggerUi, { routePrefix: '/docs', uiConfig: { validatorUrl: null } });
  });
}
