import { randomUUID } from 'node:crypto';
import { fastify, type FastifyInstance } from 'fastify';
import { fail, sendAnswer } from './answer.ts';
import { routeComfly } from './dialects/comfly/routes.ts';
import { routeDashscope } from './dialects/dashscope/routes.ts';
import { routeGemini } from './dialects/gemini/routes.ts';
import { routeNewapi } from './dialects/newapi/routes.ts';
import { routeOpenaiVideos } from './dialects/openai-videos/routes.ts';
import { routeVertex } from './dialects/vertex/routes.ts';
import { routeXai } from './dialects/xai/routes.ts';
import { routeControl } from './routes/control.ts';
import { routeCreateOperation } from './routes/create-operation.ts';
import { routeDownloadClip } from './routes/download-clip.ts';
import { routeListOperations } from './routes/list-operations.ts';
import { routeReadAccount } from './routes/read-account.ts';
import { routeReadBill } from './routes/read-bill.ts';
import { routeReadOperation } from './routes/read-operation.ts';
import { routeResetBill } from './routes/reset-bill.ts';
import { Sandbox } from './sandbox.ts';
import type { SandboxSettings } from './settings.ts';

const ROUTES = [
  routeCreateOperation,
  routeReadOperation,
  routeListOperations,
  routeReadAccount,
  routeDownloadClip,
  routeReadBill,
  routeResetBill,
  routeControl,
  routeDashscope,
  routeOpenaiVideos,
  routeXai,
  routeGemini,
  routeVertex,
  routeNewapi,
  routeComfly,
];

/** Pictures may come along as their bytes. */
const BIGGEST_BODY_BYTES = 64_000_000;

/** Builds the server without listening. Closing it ends hanging answers and closes the bill file. */
export async function buildApp(settings: SandboxSettings): Promise<FastifyInstance> {
  const sandbox = await Sandbox.open(settings);
  const app = fastify({
    bodyLimit: BIGGEST_BODY_BYTES,
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID(),
  });
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const { clockOffsetMs } = sandbox.settings;
    if (clockOffsetMs !== 0) void reply.header('date', new Date(Date.now() + clockOffsetMs).toUTCString());
    done();
  });
  app.setNotFoundHandler((_, reply) =>
    sendAnswer(reply, fail(404, 'not found', 404), sandbox.closing.signal),
  );
  app.setErrorHandler<Error & { statusCode?: number }>((error, _, reply) => {
    const status = error.statusCode ?? 500;
    return sendAnswer(reply, fail(status < 500 ? 1001 : 500, error.message, status), sandbox.closing.signal);
  });
  // Closing ends idle connections only; one that was busy then would stay open until its keep-alive is over.
  app.addHook('onResponse', async (request) => {
    if (sandbox.closing.signal.aborted) request.raw.socket.end();
  });
  app.addHook('preClose', async () => sandbox.stop());
  app.addHook('onClose', () => sandbox.close());
  app.get('/healthz', () => ({ status: 'ok' }));
  for (const route of ROUTES) route(app, sandbox);
  return app;
}
