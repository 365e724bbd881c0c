import type { Film } from '@cineflow/contracts';
import type { Context } from '../src/context.ts';

const PROVIDER = 'sora-hk';

/** Gives a lane so many permits, as a worker does at its start. */
export async function openLane(context: Context, maximum: number): Promise<void> {
  const { degraded, tripAfter, cooldownMs, recoveryStepMs } = context.settings.limiter;
  const policy = { maximum, degraded, tripAfter, cooldownMs, recoveryStepMs };
  await context.lane(PROVIDER).configure(policy);
}

/** Brings a take to the provider, as a worker would. */
export async function renderTake(context: Context, take: string): Promise<void> {
  const steps = context.ledger.lane(PROVIDER);
  await steps.begin({ take, holder: 'test' });
  await steps.accepted({
    take,
    operationId: `op-${take}`,
    firstPollMs: 0,
    costCents: 6,
    detail: { requestId: 'r-1' },
  });
}

/** Brings a take that is at the provider to its end. */
export async function completeTake(context: Context, take: string, film: Film): Promise<void> {
  const steps = context.ledger.lane(PROVIDER);
  await steps.rendered({ take, operationId: `op-${take}`, link: 'http://films.example/1', detail: {} });
  await steps.filmKept({ take, event: 'store', film, detail: {} });
}
