import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './accounts.ts';
import type { WorkerContext } from './context.ts';

/** Maximum wait of a request for the budget, ms. */
const PATIENCE_MS = 5000;

/** Pause of all requests after "too many requests" without a Retry-After. */
export const THROTTLED_MS = 1000;

/**
 * Takes one request from the shared budget of a provider. False if the budget or a throttle allows none within
 * moments.
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

/** Delays all requests to a provider by its Retry-After, if any. */
export async function heedPause(
  context: WorkerContext,
  { provider, line }: Account,
  { throttledMs }: { throttledMs?: number },
): Promise<void> {
  if (throttledMs === undefined) return;
  await context.wake(provider.id, await line.reschedule([], 'unknown', throttledMs));
}
