import type { TakeRoute } from '@cineflow/book';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

interface Leaving {
  context: WorkerContext;
  /** The account of the present route. */
  account: Account;
  takeId: string;
}

/** How long a route is left alone after nothing could be bought there, ms. */
const REST_MS = 60_000;
/** Takes moved by one look at a stopped lane. */
const MOST_AT_ONCE = 500;

/** The next route that can be used now, in the order of the ranks; null without one. Spends nothing. */
export async function nextRoute(
  { context, account, takeId }: Leaving,
  { sameAccount }: { sameAccount: boolean },
): Promise<TakeRoute | null> {
  const routes = await context.book.takes.routes({ takeId });
  const here = routes.findIndex(({ isPresent }) => isPresent);
  for (const route of [...routes.slice(here + 1), ...routes.slice(0, Math.max(0, here))]) {
    const { providerId, isRetired, restedMs } = route;
    const other = context.accounts.get(providerId);
    if (other === undefined || isRetired || restedMs < REST_MS) continue;
    if (other === account ? sameAccount : !(await other.line.look({ takeId })).isolated) return route;
  }
  return null;
}

/** Moves a queued take to another route; its job then continues there. `because` is shown to people. */
export async function moveTo(
  { context, account, takeId }: Leaving,
  rank: number,
  { because, failed }: { because: string; failed?: 'unusable' | 'retired' },
): Promise<void> {
  const { verdict, moved } = await context.book.takes.reroute({ takeId, rank, failed, detail: because });
  if (verdict === 'stale') return;
  const { provider, line } = account;
  await context.wake(provider.id, await line.leave({ takeIds: [takeId] }));
  const providerId = moved.find((row) => row.takeId === takeId)?.providerId ?? provider.id;
  context.log.info({ takeId, from: provider.id, to: providerId, because }, 'take moved to another route');
  await context.followUp(providerId, { moved });
}

/**
 * Moves the queued takes of a lane that key, money or address have stopped; those without another route stay. Returns
 * the moved ones.
 */
export async function leaveLane(context: WorkerContext, account: Account): Promise<string[]> {
  const { id: providerId } = account.provider;
  const takeIds = await context.book.takes.routed({ providerId, limit: MOST_AT_ONCE });
  if (takeIds.length === 0) return [];
  const { isolation } = await account.lane.stats();
  // A person who stops a lane means to go on there.
  if (isolation === undefined || isolation === 'manual') return [];
  const moved: string[] = [];
  for (const takeId of takeIds) {
    const leaving = { context, account, takeId };
    const next = await nextRoute(leaving, { sameAccount: false });
    if (next === null) continue;
    await moveTo(leaving, next.rank, { because: `stopped: ${isolation}`, failed: 'unusable' });
    moved.push(takeId);
  }
  return moved;
}
