import { RetryAccepted, RetryRequest } from '@cineflow/contracts';
import { nanoid } from 'nanoid';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { claimRequest } from '../idempotency/claim-request.ts';
import { retryTake } from '../money/retry-take.ts';
import { findTake } from '../storyboards/find-take.ts';
import { IdempotencyHeaders, TakePath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds POST /v1/takes/:id/retry. */
export function retryTakeRoute(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/v1/takes/:id/retry',
    config: { scope: 'order' },
    schema: {
      operationId: 'retryTake',
      tags: ['money'],
      summary: 'Order a failed take once more, and pay for it once more',
      description:
        'Nothing is ever retried at a cost by itself. With `dryRun` it only says what it would cost.',
      params: TakePath,
      headers: IdempotencyHeaders,
      body: RetryRequest,
      response: {
        200: RetryAccepted.describe('With dryRun: nothing was set going'),
        202: RetryAccepted,
        ...problemAnswers(400, 404, 409, 422, 503),
      },
    },
    handler: async ({ params: { id }, headers, body, caller, log }, reply) => {
      const take = await findTake(context, id, caller);
      const scope = `POST /v1/takes/${id}/retry`;
      const claimed = body.dryRun
        ? { kind: 'go' as const }
        : await claimRequest(context, { caller, headers, scope, body, owner: nanoid() });
      if (claimed.kind === 'replay') {
        return reply
          .code(202)
          .header('idempotent-replayed', 'true')
          .send(RetryAccepted.parse(claimed.answer));
      }
      const answer = await retryTake(context, take, { request: body, claim: claimed.claim });
      if (!answer.dryRun) log.warn({ take: id, ...body }, 'take ordered once more');
      return reply.code(answer.dryRun ? 200 : 202).send(answer);
    },
  });
}
