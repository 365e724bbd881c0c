import type { TakeRecord } from '@cineflow/book';
import { toOperation, type ClipOutput } from '@cineflow/core';
import { THROTTLED_MS } from '@cineflow/platform';
import type { Operation, PollOutcome } from '@cineflow/providers';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';

const POLL_TIMEOUT_MS = 15_000;

/**
 * Locates a take's clip by the last poll, or by a fresh one if that link failed.
 * @throws CollectError if the provider gives none
 */
export async function findOutput(
  account: Account,
  { take, isDropped }: { take: TakeRecord; isDropped: boolean },
): Promise<ClipOutput> {
  const { output, operationId = '', operationRef } = take;
  if (output && !isDropped) return output;
  const outcome = await pollForClip(account, toOperation({ operationId, operationRef }));
  if (outcome.kind === 'completed') return outcome.output;
  const message = 'message' in outcome ? outcome.message : `the operation is ${outcome.kind}`;
  throw new CollectError('network', `no link to the clip: ${message}`);
}

/**
 * Polls an operation once, within the budget of questions.
 * @throws CollectError if the budget is used up
 */
export async function pollForClip(
  { provider, questions }: Account,
  operation: Operation,
): Promise<PollOutcome> {
  if (!(await questions.mayAsk())) {
    throw new CollectError('network', 'no link to the clip: the provider may not be asked at the moment');
  }
  const outcome = await provider.poll(operation, { timeoutMs: POLL_TIMEOUT_MS });
  if (outcome.kind === 'error' && outcome.cause === 'throttled') {
    await questions.heed({ throttledMs: outcome.retryAfterMs ?? THROTTLED_MS });
  }
  return outcome;
}
