import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { QUEUE_NAMES, redisOutage } from '@cineflow/queue';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { toProblemError } from '../problems/to-problem-error.ts';
import { ClosedBoardError } from './door-errors.ts';
import { isFromHere } from './is-from-here.ts';
import { isLoopback } from './is-loopback.ts';
import { matchesBasicAuth } from './matches-basic-auth.ts';
import { sendProblem } from './problem-details.ts';
import { TakesAdapter } from './takes-adapter.ts';

const BASE_PATH = '/admin/queues';
const ADVICE = 'set CINEFLOW_BOARD_USER and CINEFLOW_BOARD_PASSWORD.';
const FOREIGN_FONT = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;
const DESCRIPTIONS = {
  takes: 'One job per take, parked until it has a permit',
  polls: 'Asks the provider for operations that are due',
  collects: 'Fetches and checks finished clips',
  upkeep: 'Repeatable jobs: poll, repair, reconcile, sweep',
} as const;

/** Bull Board, read-only: jobs cannot be added, retried or removed. */
export async function addBoard(app: App, context: Context): Promise<void> {
  const { board, host } = context.settings.api;
  if (board === undefined && !isLoopback(host)) return closeBoard(app, context);
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
  adapter.setErrorHandler((error) => answerTo(error, context));
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      if (board === undefined) {
        if (isFromHere(request)) return undefined;
        const refusal = new ClosedBoardError(`Only this machine sees it without a login: ${ADVICE}`);
        return sendProblem(refusal, request, reply);
      }
      if (matchesBasicAuth(request.headers.authorization, board)) return undefined;
      return reply
        .code(401)
        .header('www-authenticate', 'Basic realm="CineFlow", charset="UTF-8"')
        .type('text/plain')
        .send('User name and password, please.');
    });
    // Our policy would block the page, and an operator's page loads nothing from others.
    scope.addHook('onSend', async (_request, _reply, payload) =>
      typeof payload === 'string' ? payload.replace(FOREIGN_FONT, '') : payload,
    );
    await scope.register(adapter.registerPlugin(), { prefix: BASE_PATH });
  });
}

/** Closes the board if other machines can reach it without a login. */
function closeBoard(app: App, { log, settings }: Context): void {
  const sentence = `HOST=${settings.api.host} can be reached by others, and the queue board has no login: ${ADVICE}`;
  log.warn(sentence);
  for (const url of [BASE_PATH, `${BASE_PATH}/*`]) {
    app.all(url, { schema: { hide: true } }, async () => {
      throw new ClosedBoardError(sentence);
    });
  }
}

/** Client errors keep their status, which the board's type does not allow. */
function answerTo(error: Error, { log }: Context): { status: 500; body: object } {
  const answer = (status: number, text: string) => ({ status: status as 500, body: { error: text } });
  // The board decodes parts of a query itself.
  if (error instanceof URIError) return answer(400, 'The query is not valid.');
  const { statusCode, status = statusCode } = error as { statusCode?: unknown; status?: unknown };
  if (typeof status === 'number' && status < 500) {
    const { extras, title } = toProblemError(error);
    return answer(status, extras.detail ?? title);
  }
  log.warn({ err: error }, 'queue board failed');
  const outage = redisOutage(error);
  return outage === null ? answer(500, 'Internal error') : answer(503, outage.cause);
}
