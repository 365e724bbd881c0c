import type { TakeRecord } from '@cineflow/book';
import { toOperation, type ClipOutput } from '@cineflow/core';
import type { Operation, PollOutcome } from '@cineflow/providers';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { heedPause, mayAsk, THROTTLED_MS } from '../may-ask.ts';

const POLL_TIMEOUT_MS = 15_000;

/**
 * Where a take's clip is: as the last poll said, or, where that was found to be of no use, as a fresh one says: a poll
 * is free.
 * @throws CollectError when the provider gives none
 */
export async function findOutput(
  context: WorkerContext,
  account: Account,
  { take, isDropped }: { take: TakeRecord; isDropped: boolean },
): Promise<ClipOutput> {
  const { output, operationId = '', operationRef } = take;
  if (output && !isDropped) return output;
  const outcome = await pollForClip(context, account, toOperation({ operationId, operationRef }));
  if (outcome.kind === 'completed') return outcome.output;
  const message = 'message' in outcome ? outcome.message : `the operation is ${outcome.kind}`;
  throw new CollectError('network', `no link to the clip: ${message}`);
}

/**
 * Asks once for an operation whose clip is fetched; within the budget of questions.
 * @throws CollectError when it may not be asked at the moment
 */
export async function pollForClip(
  context: WorkerContext,
  account: Account,
  operation: Operation,
): Promise<PollOutcome> {
  if (!(await mayAsk(context, account))) {
    throw new CollectError('network', 'no link to the clip: the provider may not be asked at the moment');
  }
  const outcome = await account.provider.poll(operation, { timeoutMs: POLL_TIMEOUT_MS });
  if (outcome.kind === 'error' && outcome.cause === 'throttled') {
    await heedPause(context, account, { throttledMs: outcome.retryAfterMs ?? THROTTLED_MS });
  }
  return outcome;
}
