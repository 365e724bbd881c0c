import type { TakeRecord } from '@cineflow/book';
import { RetryAccepted, RetryRequest, RetryStoryboard } from '@cineflow/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { nanoid } from 'nanoid';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { claimRequest } from '../idempotency/claim-request.ts';
import { retryTakes } from '../money/retry-takes.ts';
import { findStoryboard } from '../storyboards/find-storyboard.ts';
import { findTake } from '../storyboards/find-take.ts';
import { IdempotencyHeaders, StoryboardPath, TakePath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

const ABOUT =
  'Nothing is ever retried at a cost by itself, but what the order allowed (`retryFailed`). With `dryRun` it only says ' +
  'what it would cost.';

const response = {
  200: RetryAccepted.describe('With dryRun: nothing was set going'),
  202: RetryAccepted,
  ...problemAnswers(400, 404, 409, 422, 429, 503),
};

/** Adds POST /v1/takes/:id/retry and POST /v1/storyboards/:id/retry. */
export function retry(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/v1/takes/:id/retry',
    config: { scope: 'order' },
    schema: {
      operationId: 'retryTake',
      tags: ['money'],
      summary: 'Order a failed or cancelled take once more, and pay for it once more',
      description: ABOUT,
      params: TakePath,
      headers: IdempotencyHeaders,
      body: RetryRequest,
      response,
    },
    handler: async (request, reply) => {
      const take = await findTake(context, request.params.id, request.caller);
      const { storyboardId } = take;
      return answer(context, { request, reply, storyboardId, takes: async () => [take] });
    },
  });
  app.route({
    method: 'POST',
    url: '/v1/storyboards/:id/retry',
    config: { scope: 'order' },
    schema: {
      operationId: 'retryStoryboard',
      tags: ['money'],
      summary:
        'Order all failed takes of a storyboard once more, or all cancelled ones, and pay for them once more',
      description: ABOUT,
      params: StoryboardPath,
      headers: IdempotencyHeaders,
      body: RetryStoryboard,
      response,
    },
    handler: async (request, reply) => {
      const { id } = await findStoryboard(context, request.params.id, request.caller);
      const takes = () => context.book.storyboards.takes({ id, states: [request.body.state] });
      return answer(context, { request, reply, storyboardId: id, takes });
    },
  });
}

interface Asked {
  request: FastifyRequest & { body: RetryRequest };
  reply: FastifyReply;
  storyboardId: string;
  takes: () => Promise<TakeRecord[]>;
}

async function answer(context: Context, { request, reply, storyboardId, takes }: Asked) {
  const { body, caller, headers, log, url } = request;
  const scope = `POST ${url.split('?', 1)[0]}`;
  const claimed = body.dryRun
    ? { kind: 'go' as const }
    : await claimRequest(context, { caller, headers, scope, body, owner: nanoid() });
  if (claimed.kind === 'replay') {
    reply.code(202).header('idempotent-replayed', 'true');
    return RetryAccepted.parse(claimed.answer);
  }
  const done = await retryTakes(context, { takes: await takes(), request: body, claim: claimed.claim });
  if (!done.dryRun)
    log.warn({ storyboard: storyboardId, ...body, takes: done.takeIds.length }, 'ordered once more');
  reply.code(done.dryRun ? 200 : 202);
  return done;
}
