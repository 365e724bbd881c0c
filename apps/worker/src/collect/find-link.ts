import type { TakeRecord } from '@cineflow/book';
import type { PollOutcome } from '@cineflow/providers';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { heedPause, mayAsk, THROTTLED_MS } from '../may-ask.ts';

const POLL_TIMEOUT_MS = 15_000;

/**
 * The link to a take's clip: the one the last poll brought, or, where that was found to be of no use, a
 * fresh one: a poll is free.
 * @throws CollectError when the provider gives none
 */
export async function findLink(
  context: WorkerContext,
  account: Account,
  { take, isDropped }: { take: TakeRecord; isDropped: boolean },
): Promise<string> {
  if (take.link && !isDropped) return take.link;
  const outcome = await pollForLink(context, account, take.operationId ?? '');
  if (outcome.kind === 'completed') return outcome.url;
  const message = 'message' in outcome ? outcome.message : `the operation is ${outcome.kind}`;
  throw new CollectError('network', `no link to the clip: ${message}`);
}

/**
 * Asks once for an operation whose clip is fetched; within the budget of questions.
 * @throws CollectError when it may not be asked at the moment
 */
export async function pollForLink(
  context: WorkerContext,
  account: Account,
  operationId: string,
): Promise<PollOutcome> {
  if (!(await mayAsk(context, account))) {
    throw new CollectError('network', 'no link to the clip: the provider may not be asked at the moment');
  }
  const outcome = await account.provider.poll(operationId, { timeoutMs: POLL_TIMEOUT_MS });
  if (outcome.kind === 'error' && outcome.cause === 'throttled') {
    await heedPause(context, account, { throttledMs: outcome.retryAfterMs ?? THROTTLED_MS });
  }
  return outcome;
}
