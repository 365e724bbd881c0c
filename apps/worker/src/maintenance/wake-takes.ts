import type { Account } from '../accounts.ts';
import { dailyBudgetMicros, type WorkerContext } from '../context.ts';
import { leaveLane } from '../submit/fail-over.ts';
import { oneByOne } from './one-by-one.ts';

/** A wake without an effect for this long counts as lost, ms. */
const LOST_WAKE_MS = 3000;
/** Parked takes per page; the book checks a page in one step. */
const PARKED_PAGE = 200;

/**
 * Repeats lost wakes, and admits takes after time or a changed budget freed capacity. Takes with another route leave a
 * stopped lane.
 */
export async function wakeTakes(context: WorkerContext): Promise<void> {
  const lostAfterMs = LOST_WAKE_MS + context.settings.submit.jitter.maxMs;
  await oneByOne(context.accounts.values(), async (account) => {
    await wakeParked(context, account);
    if (account.probe.pauseMs > 0) await leaveLane(context, account);
    await context.wake(account.provider.id, await account.lane.wakeAgain(lostAfterMs));
  });
}

/** Queues as many parked takes as fit their budgets now. */
async function wakeParked(context: WorkerContext, { provider, line }: Account): Promise<void> {
  let offset = 0;
  for (;;) {
    const takeIds = await line.budgetParked({ offset, count: PARKED_PAGE });
    if (takeIds.length === 0) return;
    const found = await context.book.budgets.fitting({
      takeIds,
      dailyBudgetMicros: dailyBudgetMicros(context),
    });
    const leaves = [...found.fits, ...found.gone];
    if (leaves.length > 0) await context.wake(provider.id, await line.unpark({ takeIds: leaves }));
    await line.setParkedDetail({ takes: found.parked });
    // Takes that left the page shift the rest forward.
    offset += takeIds.length - leaves.length;
    if (takeIds.length < PARKED_PAGE) return;
  }
}
