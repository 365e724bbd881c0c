import type { Provider } from '@cineflow/providers';
import { scheduleUpkeep, startPollers } from '@cineflow/queue';
import type { WorkerContext } from './context.ts';
import { upkeepPlan } from './upkeep/run-upkeep.ts';

/** Tells the lanes their policy and puts the standing jobs into the queues; safe to repeat. */
export async function prepareQueues(context: WorkerContext): Promise<void> {
  const { limiter, submit, dailyBudgetCents } = context.settings;
  await context.ledger.limitDay(dailyBudgetCents ?? null);
  await context.keys.tellBudgets();
  for (const { provider, lane } of context.accounts.values()) {
    await context.doorbell(provider.id, await lane.configure({ ...limiter, caps: capsOf(provider) }));
    await startPollers(context.queues, provider.id);
  }
  await scheduleUpkeep(context.queues, upkeepPlan(submit.settleMs));
}

/** Models the provider limits more than the account. */
function capsOf({ models }: Provider): Record<string, number> {
  const capped = models.flatMap(({ id, maximumInFlight }) =>
    maximumInFlight === undefined ? [] : [[id, maximumInFlight] as const],
  );
  return Object.fromEntries(capped);
}
