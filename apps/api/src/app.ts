import Fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { App } from './app-type.ts';
import type { Context } from './context.ts';
import { addApiKeys } from './plugins/api-keys.ts';
import { addBoard } from './plugins/board.ts';
import { answerBrokenRequest, answerFrameworkError } from './plugins/framework-errors.ts';
import { addJsonBody } from './plugins/json-body.ts';
import { limitConnections, SERVER_LIMITS } from './plugins/limits.ts';
import { addOpenApi } from './plugins/openapi.ts';
import { addProblemDetails } from './plugins/problem-details.ts';
import { addRequestId, makeRequestId } from './plugins/request-id.ts';
import { addRequestLog } from './plugins/request-log.ts';
import { addSecurityHeaders } from './plugins/security-headers.ts';
import { addRoutes } from './routes/index.ts';

/** Builds the complete HTTP application, ready to listen or for injected requests. The caller owns the context. */
export async function buildApp(context: Context): Promise<App> {
  const loggerInstance: FastifyBaseLogger = context.log;
  const app: App = Fastify({
    ...SERVER_LIMITS,
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: makeRequestId,
    requestIdHeader: false,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerBrokenRequest,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  addJsonBody(app);
  limitConnections(app);
  addRequestId(app);
  addRequestLog(app);
  addSecurityHeaders(app);
  addProblemDetails(app);
  addApiKeys(app, context);
  await addOpenApi(app);
  addRoutes(app, context);
  await addBoard(app, context);
  await app.ready();
  return app;
}
