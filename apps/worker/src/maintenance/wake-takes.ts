import type { Account } from '../accounts.ts';
import { dailyBudgetMicros, type WorkerContext } from '../context.ts';

/** Age in ms at which a wake that was not answered counts as lost. */
const LOST_WAKE_MS = 3000;
/** Takes that wait for a budget are looked at in pages of this many; the book answers for a page in one step. */
const PARKED_PAGE = 200;

/** Repeats lost wakes, and gives away what became free by time or by a budget that changed. */
export async function wakeTakes(context: WorkerContext): Promise<void> {
  const lostAfterMs = LOST_WAKE_MS + context.settings.submit.jitter.maxMs;
  for (const account of context.accounts.values()) {
    await wakeParked(context, account);
    await context.wake(account.provider.id, await account.lane.wakeAgain(lostAfterMs));
  }
}

/** Puts as many takes that waited for money back into the line as fit now. */
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
    // Those that left made room for others on this page.
    offset += takeIds.length - leaves.length;
    if (takeIds.length < PARKED_PAGE) return;
  }
}
