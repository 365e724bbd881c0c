import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { QUEUE_NAMES } from '@cineflow/queue';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { isRedisOutage } from '../problems/is-redis-outage.ts';
import { isLoopback } from './is-loopback.ts';
import { matchesBasicAuth } from './matches-basic-auth.ts';
import { TakesAdapter } from './takes-adapter.ts';

const BASE_PATH = '/admin/queues';
const FOREIGN_FONT = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;
const DESCRIPTIONS = {
  takes: 'One job per take, parked until it has a permit',
  polls: 'Asks the provider for operations that are due',
  collects: 'Fetches and checks finished films',
  upkeep: 'Repeatable jobs: poll, repair, reconcile, sweep',
} as const;

/** Bull Board, to look at only: with it nobody can add, retry or remove a job. */
export async function addBoard(app: App, context: Context): Promise<void> {
  const adapter = new FastifyAdapter().setBasePath(BASE_PATH);
  createBullBoard({
    queues: QUEUE_NAMES.map((name) => {
      const options = { readOnlyMode: true, allowRetries: false, description: DESCRIPTIONS[name] };
      return name === 'takes'
        ? new TakesAdapter(context, options)
        : new BullMQAdapter(context.queues[name], options);
    }),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'CineFlow 影流', showWorkers: false, hideDocsLink: true } },
  });
  adapter.setErrorHandler((error) => {
    context.logger.warn({ err: error }, 'queue board failed');
    // The board's type knows no 503; its page shows any status above 499 alike.
    const status = (isRedisOutage(error) ? 503 : 500) as 500;
    return { status, body: { error: status === 500 ? 'Internal error' : 'Redis does not answer' } };
  });
  const { board, host } = context.settings.api;
  if (board === undefined && !isLoopback(host)) {
    context.logger.warn(
      { host },
      'the queue board is open to the network: set CINEFLOW_BOARD_USER and _PASSWORD',
    );
  }
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      if (board === undefined || matchesBasicAuth(request.headers.authorization, board)) return undefined;
      return reply
        .code(401)
        .header('www-authenticate', 'Basic realm="CineFlow", charset="UTF-8"')
        .type('text/plain')
        .send('User name and password, please.');
    });
    // Our policy would refuse it, and a page of the operator's has nothing to ask of others.
    scope.addHook('onSend', async (_request, _reply, payload) =>
      typeof payload === 'string' ? payload.replace(FOREIGN_FONT, '') : payload,
    );
    await scope.register(adapter.registerPlugin(), { prefix: BASE_PATH });
  });
}
