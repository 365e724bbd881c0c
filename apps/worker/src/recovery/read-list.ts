import { setTimeout as sleep } from 'node:timers/promises';
import { COMMAND_PATIENCE_MS } from '@cineflow/platform';
import type { RecentOperations } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import { LIST_TIMEOUT_MS } from '../maintenance/listed-operations.ts';

const TRIES = 5;
const AGAIN_MS = 1000;

/**
 * Reads the provider's list for a command, a few times until it is complete. Shares the workers' budget of questions;
 * null if never allowed.
 */
export async function readList(
  { provider, questions }: Pick<Account, 'provider' | 'questions'>,
  since: Date,
  againMs = AGAIN_MS,
): Promise<RecentOperations | null> {
  const mayAsk = () => questions.mayAsk(COMMAND_PATIENCE_MS);
  let listed: RecentOperations | null = null;
  for (let tried = 0; tried < TRIES && listed?.complete !== true; tried += 1) {
    if (tried > 0) await sleep(againMs);
    if (!(await mayAsk())) continue;
    listed = (await provider.listRecent?.(since, { timeoutMs: LIST_TIMEOUT_MS, mayAsk })) ?? null;
    if (listed) await questions.heed(listed);
  }
  return listed;
}
