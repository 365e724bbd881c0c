import type { Provider } from '@cineflow/providers';
import { scheduleUpkeep, startPollers } from '@cineflow/queue';
import { limiterOf } from '@cineflow/settings';
import type { Account } from './accounts.ts';
import type { WorkerContext } from './context.ts';
import { upkeepPlan } from './maintenance/run-maintenance.ts';

/** Writes the policies of the lanes and adds the repeatable jobs; safe to repeat. */
export async function prepareLanes(context: WorkerContext): Promise<void> {
  for (const account of context.accounts.values()) {
    const { provider, lane } = account;
    const limiter = limiterOf(context.settings, provider.id);
    await context.wake(provider.id, await lane.configure({ ...limiter, caps: capsOf(provider) }));
    await applyDecisions(context, account);
    await startPollers(context.queues, provider.id);
  }
  await scheduleUpkeep(context.queues, upkeepPlan(context.settings.submit.settleMs));
}

/** Restores an operator's isolation and maximum, unless the configured maximum changed. */
async function applyDecisions(context: WorkerContext, { provider, lane }: Account): Promise<void> {
  const { isolated, maximum } = await context.book.lanes.decisions({ providerId: provider.id });
  const stats = await lane.stats();
  const bound =
    maximum?.configured === limiterOf(context.settings, provider.id).maximum ? maximum.maximum : undefined;
  if (bound !== undefined && stats.maximum !== bound)
    await context.wake(provider.id, await lane.setMaximum(bound));
  if (isolated && stats.isolation !== 'manual') await lane.isolate('manual', isolated.note);
  if (!isolated && stats.isolation === 'manual') await context.wake(provider.id, await lane.reopen('manual'));
}

/** Limits of models below that of the account. */
function capsOf({ models }: Provider): Record<string, number> {
  const capped = models.flatMap(({ id, maximumInFlight }) =>
    maximumInFlight === undefined ? [] : [[id, maximumInFlight] as const],
  );
  return Object.fromEntries(capped);
}
