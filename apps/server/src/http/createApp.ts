import compress from '@fastify/compress';
import { fastify, LogController, type FastifyInstance } from 'fastify';
import type { AppContext } from './appContext.ts';
import { followLifecycle } from './followLifecycle.ts';
import { answerClientError, answerError, handleErrors } from './handleErrors.ts';
import { logRequests, requestId } from './logRequests.ts';
import { readBodies } from './readBodies.ts';
import { refuseMethods } from './refuseMethods.ts';
import { classify } from './routes/classify.ts';
import { describeRoutes, docs } from './routes/docs.ts';
import { health } from './routes/health.ts';
import { infer } from './routes/infer.ts';
import { metrics } from './routes/metrics.ts';
import { models } from './routes/models.ts';
import { page } from './routes/page.ts';
import { repository } from './routes/repository.ts';
import { serverMetadata } from './routes/serverMetadata.ts';
import { unsupported } from './routes/unsupported.ts';
import { addHeaders } from './security/addHeaders.ts';
import { addRateLimit } from './security/addRateLimit.ts';
import { addGuard } from './security/guard.ts';

/** Longer than the minute that load balancers keep idle connections: it is they who close them. */
const KEEP_ALIVE_MS = 75_000;
/** How often Node looks for clients that take too long. */
const LOOK_MS = 1000;

/** The HTTP side of the server; it listens to nothing yet. */
export async function createApp(context: AppContext): Promise<FastifyInstance> {
  const { limits, log } = context;
  const app = fastify({
    logger: { level: log.level, stream: log.stream },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    requestIdHeader: false,
    bodyLimit: limits.maxRequestBytes,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { headersTimeout: limits.headersTimeout, connectionsCheckingInterval: LOOK_MS },
    // Draining answers what comes to its very end.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError,
  });
  // Bodies are checked where they are read; schemas describe.
  app.setValidatorCompiler(() => () => true);
  handleErrors(app);
  followLifecycle(app, context);
  logRequests(app);
  readBodies(app, context);
  await addHeaders(app);
  addGuard(app, context);
  if (context.apiKeys) await addRateLimit(app);
  await app.register(compress, { globalDecompression: false, encodings: ['gzip', 'deflate'] });
  await describeRoutes(app);
  const refuseOtherMethods = refuseMethods(app);
  for (const add of [
    health,
    serverMetadata,
    models,
    infer,
    repository,
    unsupported,
    classify,
    metrics,
    page,
  ]) {
    add(app, context);
  }
  refuseOtherMethods();
  await docs(app);
  return app;
}
