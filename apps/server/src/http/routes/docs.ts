import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../appContext.ts';
import { answerOf } from '../openapi/answerOf.ts';
import { components } from '../openapi/components.ts';
import { errorSchema } from '../openapi/errorSchema.ts';
import { contentSecurityPolicy } from '../security/addHeaders.ts';
import { serverVersion } from './serverMetadata.ts';

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
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
    },
    refResolver: { buildLocalReference: ({ $id }) => $id as string },
  });
}

/** Swagger UI writes styles into its elements. */
const policy = Object.entries({ ...contentSecurityPolicy, 'style-src': ["'self'", "'unsafe-inline'"] })
  .map(([directive, sources]) => [directive, ...sources].join(' '))
  .join(';');

/** The description, and a page of it; neither says anything that is not in the README. */
export async function docs(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, async () => app.swagger());
  await app.register(async (inner) => {
    inner.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
    });
    inner.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', policy);
    });
    await inner.register(swaggerUi, { routePrefix: '/docs', uiConfig: { validatorUrl: null } });
  });
}
