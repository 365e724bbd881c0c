import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './accounts.ts';
import type { WorkerContext } from './context.ts';

/** The longest a question waits for its share of the budget, ms. */
const PATIENCE_MS = 5000;

/** Pause of all questions after "too many requests" without a Retry-After. */
export const THROTTLED_MS = 1000;

/**
 * Draws one question to a provider on the budget that all questions to it share: false where it allows none within
 * moments, or the provider wants to be left alone.
 */
export async function mayAsk(
  { settings }: Pick<WorkerContext, 'settings'>,
  { line }: Pick<Account, 'line'>,
  patienceMs = PATIENCE_MS,
): Promise<boolean> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const { granted, waitMs } = await line.grantPolls(1, settings.poll.maxPerSecond);
    if (granted > 0) return true;
    if (performance.now() + waitMs > until) return false;
    await sleep(waitMs);
  }
}

/** Keeps every question to a provider back for as long as it asked for, where it did. */
export async function heedPause(
  context: WorkerContext,
  { provider, line }: Account,
  { throttledMs }: { throttledMs?: number },
): Promise<void> {
  if (throttledMs === undefined) return;
  await context.wake(provider.id, await line.reschedule([], 'unknown', throttledMs));
}
