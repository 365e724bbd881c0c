import type { TakeRecord } from '@cineflow/book';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';

const POLL_TIMEOUT_MS = 15_000;

/**
 * The link to a take's film: the one the last poll brought, or, where that was found to be of no use, a
 * fresh one: a poll is free.
 * @throws CollectError when the provider gives none
 */
export async function findLink(account: Account, take: TakeRecord, isDropped: boolean): Promise<string> {
  if (take.link && !isDropped) return take.link;
  const outcome = await account.provider.poll(take.operationId ?? '', { timeoutMs: POLL_TIMEOUT_MS });
  if (outcome.kind === 'completed') return outcome.url;
  const message = 'message' in outcome ? outcome.message : `the operation is ${outcome.kind}`;
  throw new CollectError('network', `no link to the film: ${message}`);
}
