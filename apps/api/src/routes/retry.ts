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
  'No paid retry is automatic unless the order allows it (`retryFailed`). With `dryRun` it only returns ' +
  'the cost.';

const response = {
  200: RetryAccepted.describe('With dryRun: nothing was ordered'),
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
      summary: 'Order a failed or cancelled take again, and pay for it again',
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
      summary: 'Order all failed or all cancelled takes of a storyboard again, and pay for them again',
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
