import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';

const RETRY_AFTER_S = '60';

/**
 * Limits the open takes per API key, so that no key fills the queue and the book alone. Concurrent orders may exceed
 * it together: it limits size, not money.
 * @throws ProblemError `too-many-open-takes`
 */
export async function checkQuota(
  { book, settings: { openTakesPerKey: most } }: Pick<Context, 'book' | 'settings'>,
  apiKeyName: string | undefined,
  more: number,
): Promise<void> {
  if (apiKeyName === undefined || most === 0) return;
  const open = await book.takes.countOpen({ apiKeyName });
  if (open + more <= most) return;
  const detail =
    `API key ${apiKeyName} has ${open} open takes and may have ${most} (CINEFLOW_OPEN_TAKES_PER_KEY); this would add ` +
    `${more}. Nothing was ordered: wait until some are final, or cancel some.`;
  throw new ProblemError('too-many-open-takes', { detail, headers: { 'retry-after': RETRY_AFTER_S } });
}
