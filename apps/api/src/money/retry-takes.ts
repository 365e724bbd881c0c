import type { RetryAccepted, RetryRequest } from '@cineflow/contracts';
import { nextState, priceOf } from '@cineflow/core';
import { toNewStoryboard, type KeyClaim, type TakeRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { keyInProgress } from '../idempotency/claim-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { CURRENCY } from './price-order.ts';

/** What is ordered once more: takes of one storyboard. */
export interface Retry {
  storyboardId: string;
  takes: readonly TakeRecord[];
  request: RetryRequest;
  claim?: KeyClaim | undefined;
}

/**
 * Queues failed or cancelled takes once more, all or none of them, and says what that costs.
 * @throws ProblemError `not-in-this-state` where one of them is in another state, `key-in-progress`
 */
export async function retryTakes(context: Context, retry: Retry): Promise<RetryAccepted> {
  const { takes, request, claim } = retry;
  const [first] = takes;
  const wrong = takes.find(({ state }) => nextState(state, 'retry') === null);
  if (wrong !== undefined) throw isIn(wrong.id, wrong.state);
  const ids = takes.map(({ id }) => id);
  const cents = await costOf(context, takes);
  const cost = { currency: CURRENCY, ...(cents === null ? {} : { cents }) };
  const answer = { takes: ids, cost, dryRun: request.dryRun };
  if (request.dryRun || first === undefined) return answer;
  await journalRetry(context, retry);
  const { by, reason } = request;
  const kept = claim && { claim, answer };
  const reply = await context.ledger.lane(first.lane).retry({ takes: ids, detail: { by, reason }, kept });
  if (reply.verdict === 'stale') throw isIn(reply.take ?? '', reply.state ?? 'gone');
  if (reply.verdict === 'superseded') throw keyInProgress();
  await context.doorbell(first.lane, reply);
  return answer;
}

/** Null where the price of one of them is not known. */
async function costOf(context: Context, takes: readonly TakeRecord[]): Promise<number | null> {
  const prices = await context.pricesOf(takes[0]?.lane ?? '');
  const all = takes.map((take) => (prices && priceOf(prices, take.order)) ?? take.priceCents ?? null);
  return all.reduce((sum, cents) => (sum === null || cents === null ? null : sum + cents), 0);
}

/**
 * What ended the takes before does not count any more. The journals may also have left a storyboard out that was final
 * for long; now something of it is paid again.
 */
async function journalRetry({ ledger, journal }: Context, { storyboardId, takes }: Retry): Promise<void> {
  const record = await ledger.storyboard(storyboardId);
  if (record === null) return;
  const storyboard = toNewStoryboard(record, await ledger.storyboardTakes(storyboardId));
  const at = await ledger.timeMs();
  await Promise.all([
    journal.append({ kind: 'storyboard', at: record.createdAt, storyboard }),
    journal.append({ kind: 'published', id: storyboardId }),
    ...takes.map(({ id: take, lane: provider, attempt }) =>
      journal.append({ kind: 'retried', at, provider, take, attempt }),
    ),
  ]);
}

function isIn(take: string, state: string): ProblemError {
  const detail = `Take ${take} is ${state}; only failed and cancelled takes can be ordered once more.`;
  return new ProblemError('not-in-this-state', { detail });
}
