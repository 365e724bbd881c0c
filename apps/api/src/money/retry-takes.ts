import type { KeyClaim, TakeRecord } from '@cineflow/book';
import type { RetryAccepted, RetryRequest } from '@cineflow/contracts';
import { nextState, refuseModel, toCents } from '@cineflow/core';
import type { Context } from '../context.ts';
import { keyInProgress } from '../idempotency/claim-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { checkQuota } from '../storyboards/check-quota.ts';
import { pagesOf } from '../storyboards/queued-pages.ts';
import { tellInPages } from '../storyboards/tell-in-pages.ts';
import { readPriceTags } from './price-storyboard.ts';

/** Takes of one storyboard to order again. */
export interface Retry {
  takes: readonly TakeRecord[];
  request: RetryRequest;
  claim?: KeyClaim | undefined;
}

/**
 * Queues failed or cancelled takes again, all or none, and returns the cost.
 * @throws ProblemError `not-in-this-state` if one is in another state, `too-many-open-takes`, `key-in-progress`
 */
export async function retryTakes(context: Context, retry: Retry): Promise<RetryAccepted> {
  const { takes, request, claim } = retry;
  const [first] = takes;
  const wrong = takes.find(({ state }) => nextState(state, 'retry') === null);
  if (wrong !== undefined) throw isIn(wrong.takeId, wrong.state);
  refuseGoneModels(context, takes);
  const takeIds = takes.map(({ takeId }) => takeId);
  const cents = await costOf(context, takes);
  const cost = { currency: context.money.currency, ...(cents === null ? {} : { cents }) };
  const answer = { takeIds, cost, dryRun: request.dryRun };
  if (request.dryRun || first === undefined) return answer;
  await checkQuota(context, first.apiKeyName, takes.length);
  const { by, reason } = request;
  const kept = claim && { claim, answer };
  const reply = await context.book.takes.retry({ takeIds, detail: { by, reason }, kept });
  if (reply.verdict === 'stale') throw isIn(reply.takeId ?? '', reply.state ?? 'gone');
  if (reply.verdict === 'superseded') throw keyInProgress();
  await tellInPages(context, first.providerId, pagesOf(reply.moved));
  return answer;
}

/** What its provider no longer makes, or was switched off since, is not bought again. */
function refuseGoneModels({ providers }: Context, takes: readonly TakeRecord[]): void {
  const today = new Date().toISOString().slice(0, 10);
  for (const { takeId, providerId, model } of takes) {
    const provider = providers.get(providerId);
    const reason = provider
      ? refuseModel(provider, model, today)
      : `its provider ${providerId} is not set up; there are ${[...providers.keys()].join(', ')}`;
    if (reason === null) continue;
    const detail = `Take ${takeId} cannot be ordered once more: ${reason}. Order its shot anew with one of them.`;
    throw new ProblemError('not-in-this-state', { detail });
  }
}

/** Null where the price of one of them is not known. */
async function costOf(context: Context, takes: readonly TakeRecord[]): Promise<number | null> {
  const priceTag = await readPriceTags(context, takes);
  let sum = 0;
  for (const take of takes) {
    const tag = priceTag(take);
    const micros = 'micros' in tag ? tag.micros : take.priceMicros;
    if (micros === undefined) return null;
    sum += micros;
  }
  return toCents(sum);
}

function isIn(takeId: string, state: string): ProblemError {
  const detail = `Take ${takeId} is ${state}; only failed and cancelled takes can be retried.`;
  return new ProblemError('not-in-this-state', { detail });
}
