import type { Begun } from '@cineflow/book';
import type { Clip } from '@cineflow/contracts';
import type { Context } from '../src/context.ts';

const PROVIDER = 'sora-hk';

/** Sets the maximum of a lane, as a worker does at its start. */
export async function openLane(context: Context, maximum: number): Promise<void> {
  const { degraded, tripAfter, cooldownMs, recoveryStepMs } = context.settings.limiter;
  const policy = { maximum, degraded, tripAfter, cooldownMs, recoveryStepMs };
  await context.lane(PROVIDER).configure(policy);
}

/** The one attempt these tests make of a take. */
const attemptOf = (takeId: string) => `attempt-${takeId}`;

/** Begins the create of a take, as a worker with a permit would. */
export async function beginTake(context: Context, takeId: string): Promise<Begun> {
  const { redisEpoch } = await context.book.identity.read({});
  const begun = await context.book.takes.begin({ takeId, attemptId: attemptOf(takeId), epoch: redisEpoch });
  await context.followUp(PROVIDER, begun);
  return begun;
}

/** Brings a take to the provider, as a worker would. */
export async function renderTake(context: Context, takeId: string): Promise<void> {
  await beginTake(context, takeId);
  const accepted = await context.book.takes.accept({
    takeId,
    attemptId: attemptOf(takeId),
    operationId: `op-${takeId}`,
    costMicros: 60_000,
    detail: { requestId: 'r-1' },
  });
  await context.followUp(PROVIDER, accepted);
}

/** Leaves the create of a take without a known outcome. */
export async function loseTake(context: Context, takeId: string): Promise<void> {
  await beginTake(context, takeId);
  const by = { attemptId: attemptOf(takeId) };
  const detail = { attempt: 1, requestId: 'r-9', detail: 'HTTP 502' };
  await context.followUp(PROVIDER, await context.book.takes.markUnconfirmed({ takeId, by, detail }));
}

/** Brings a take that is at the provider to its end. */
export async function completeTake(context: Context, takeId: string, clip: Clip): Promise<void> {
  const { takes } = context.book;
  const operation = {
    takeId,
    operationId: `op-${takeId}`,
    output: { url: 'http://clips.example/1', auth: 'none' },
  } as const;
  await context.followUp(PROVIDER, await takes.render({ ...operation, detail: {} }));
  await context.followUp(PROVIDER, await takes.store({ takeId, clip, detail: {} }));
}
