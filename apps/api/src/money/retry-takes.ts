import type { RetryAccepted, RetryRequest } from '@cineflow/contracts';
import { nextState, priceOf } from '@cineflow/core';
import { toNewStoryboard, type KeyClaim, type TakeRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { keyInProgress } from '../idempotency/claim-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { demandWholeLedger, isCompared } from '../storyboards/demand-whole-ledger.ts';
import { noteStop } from '../storyboards/note-stop.ts';
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
  await demandWholeLedger(context);
  await keepStoryboard(context, retry);
  const { by, reason } = request;
  const kept = claim && { claim, answer };
  const reply = await context.ledger.lane(first.lane).retry({ takes: ids, detail: { by, reason }, kept });
  if (reply.verdict === 'stale') throw isIn(reply.take ?? '', reply.state ?? 'gone');
  if (reply.verdict === 'superseded') throw keyInProgress();
  if (reply.verdict === 'barrier') throw isCompared();
  await noteRetried(context, takes);
  await context.doorbell(first.lane, reply);
  return answer;
}

/** Null where the price of one of them is not known. */
async function costOf(context: Context, takes: readonly TakeRecord[]): Promise<number | null> {
  const prices = await context.pricesOf(takes[0]?.lane ?? '');
  const all = takes.map((take) => (prices && priceOf(prices, take.order)) ?? take.priceCents ?? null);
  return all.reduce((sum, cents) => (sum === null || cents === null ? null : sum + cents), 0);
}

/** The journals may have left a storyboard out that was final for long; now something of it is paid again. */
async function keepStoryboard({ ledger, journal }: Context, { storyboardId }: Retry): Promise<void> {
  const record = await ledger.storyboard(storyboardId);
  if (record === null) return;
  const storyboard = toNewStoryboard(record, await ledger.storyboardTakes(storyboardId));
  await Promise.all([
    journal.append({ kind: 'storyboard', at: record.createdAt, storyboard }),
    journal.append({ kind: 'published', id: storyboardId }),
  ]).catch((error: unknown) => {
    throw notReady('The journal cannot be written; nothing was ordered.', error);
  });
}

/**
 * What ended the takes before does not count any more. Only once the ledger has agreed: what it refused would be bought
 * after the next loss of Redis. A retry that is missing here is lost with Redis, and nothing was paid for it.
 */
async function noteRetried(context: Context, takes: readonly TakeRecord[]): Promise<void> {
  const at = await context.ledger.timeMs();
  const entries = takes.map(
    ({ id: take, lane: provider, attempt }) => ({ kind: 'retried', at, provider, take, attempt }) as const,
  );
  await noteStop(context, entries);
}

function isIn(take: string, state: string): ProblemError {
  const detail = `Take ${take} is ${state}; only failed and cancelled takes can be ordered once more.`;
  return new ProblemError('not-in-this-state', { detail });
}
