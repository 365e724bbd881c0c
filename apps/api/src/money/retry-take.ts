import type { RetryAccepted, RetryRequest } from '@cineflow/contracts';
import { nextState, priceOf } from '@cineflow/core';
import { toNewStoryboard, type KeyClaim, type TakeRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { keyInProgress } from '../idempotency/claim-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { CURRENCY } from './price-order.ts';

/**
 * Queues a failed or cancelled take once more and says what that costs.
 * @throws ProblemError `not-in-this-state` for any other take, `key-in-progress`
 */
export async function retryTake(
  context: Context,
  take: TakeRecord,
  { request, claim }: { request: RetryRequest; claim?: KeyClaim | undefined },
): Promise<RetryAccepted> {
  if (nextState(take.state, 'retry') === null) throw isIn(take.state);
  const prices = await context.pricesOf(take.lane);
  const cents = (prices && priceOf(prices, take.order)) ?? take.priceCents;
  const cost = { currency: CURRENCY, ...(cents === undefined ? {} : { cents }) };
  const answer = { take: take.id, cost, dryRun: request.dryRun };
  if (request.dryRun) return answer;
  await journalRetry(context, take);
  const { by, reason } = request;
  const reply = await context.ledger.lane(take.lane).retry({
    take: take.id,
    detail: { by, reason, attempt: take.attempt + 1 },
    kept: claim && { claim, answer },
  });
  if (reply.verdict === 'stale') throw isIn(reply.state ?? 'gone');
  if (reply.verdict === 'superseded') throw keyInProgress();
  await context.doorbell(take.lane, reply);
  return answer;
}

/**
 * What ended the take before does not count any more. The journals may also have left a storyboard out that was final
 * for long; now something of it is paid again.
 */
async function journalRetry({ ledger, journal }: Context, of: TakeRecord): Promise<void> {
  const { storyboardId, id: take, lane: provider, attempt } = of;
  const record = await ledger.storyboard(storyboardId);
  if (record === null) return;
  const storyboard = toNewStoryboard(record, await ledger.storyboardTakes(storyboardId));
  await Promise.all([
    journal.append({ kind: 'storyboard', at: record.createdAt, storyboard }),
    journal.append({ kind: 'published', id: storyboardId }),
    journal.append({ kind: 'retried', at: await ledger.timeMs(), provider, take, attempt }),
  ]);
}

function isIn(state: string): ProblemError {
  const detail = `The take is ${state}; only failed and cancelled takes can be ordered once more.`;
  return new ProblemError('not-in-this-state', { detail });
}
