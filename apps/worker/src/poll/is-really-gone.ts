import type { DueClaim } from '@cineflow/limiter';
import type { Account } from '../accounts.ts';

/**
 * Time an operation must stay unknown before its paid clip is given up. Providers may learn of new operations late,
 * or forget all for a while.
 */
const NOT_FOUND_GRACE_MS = 600_000;
/** How far before its acceptance an operation may be dated by the provider, ms. */
const LIST_MARGIN_MS = 600_000;
const LIST_TIMEOUT_MS = 15_000;

/**
 * Whether an operation that a poll does not find is gone. Gone means that the list has others of its time, but not
 * this one. Many missing at once are trouble of the provider, not lost clips.
 */
export async function isReallyGone(
  { provider, questions }: Pick<Account, 'provider' | 'questions'>,
  { operationId, ageMs, missingMs = 0 }: Pick<DueClaim, 'operationId' | 'ageMs' | 'missingMs'>,
): Promise<boolean> {
  if (missingMs <= NOT_FOUND_GRACE_MS) return false;
  if (!provider.listRecent) return true;
  // Not waited for: the other answers of this look are to be reported in time.
  const mayAsk = () => questions.mayAsk(0);
  if (!(await mayAsk())) return false;
  const since = new Date(Date.now() - ageMs - LIST_MARGIN_MS);
  const listed = await provider.listRecent(since, { timeoutMs: LIST_TIMEOUT_MS, mayAsk });
  await questions.heed(listed);
  if (!listed.complete || listed.operations.length === 0) return false;
  return listed.operations.every((listedOne) => listedOne.operationId !== operationId);
}
