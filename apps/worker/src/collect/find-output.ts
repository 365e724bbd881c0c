import type { TakeRecord } from '@cineflow/book';
import { toOperation, type ClipOutput } from '@cineflow/core';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';

const POLL_TIMEOUT_MS = 15_000;

/**
 * Where a take's clip is: as the last poll said, or, where that was found to be of no use, as a fresh one says: a poll
 * is free.
 * @throws CollectError when the provider gives none
 */
export async function findOutput(
  account: Account,
  take: TakeRecord,
  isDropped: boolean,
): Promise<ClipOutput> {
  const { output, operationId = '', operationRef } = take;
  if (output && !isDropped) return output;
  const operation = toOperation({ operationId, operationRef });
  const outcome = await account.provider.poll(operation, { timeoutMs: POLL_TIMEOUT_MS });
  if (outcome.kind === 'completed') return outcome.output;
  const message = 'message' in outcome ? outcome.message : `the operation is ${outcome.kind}`;
  throw new CollectError('network', `no link to the film: ${message}`);
}
