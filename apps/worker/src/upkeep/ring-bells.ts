import type { WorkerContext } from '../context.ts';

/** Age in ms at which an unanswered doorbell counts as lost. */
const LOST_BELL_MS = 3000;

/** Rings lost doorbells again, gives away what became free by time or by a raised budget. */
export async function ringBells(context: WorkerContext): Promise<void> {
  const lostAfterMs = LOST_BELL_MS + context.settings.submit.jitter.maxMs;
  await context.keys.current().catch((error: unknown) => {
    context.log.error({ err: error }, 'the API keys cannot be read; their budgets stay as they were');
  });
  for (const { provider, lane, ledger } of context.accounts.values()) {
    await context.doorbell(provider.id, await ledger.wakeBudget());
    await context.doorbell(provider.id, await lane.ringAgain(lostAfterMs));
  }
}
