import type { Identity } from '@cineflow/book';
import type { LineTake } from '@cineflow/core';
import { parkTakes } from '@cineflow/queue';
import { nanoid } from 'nanoid';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { prepareLanes } from '../prepare-lanes.ts';
import { keepLease, type Lease } from './keep-lease.ts';

const PAGE = 500;

/**
 * Rebuilds Redis from the book after a restart, rollback, failover or loss. The epoch is raised first: older permits
 * then buy nothing. Attempts in flight get their permits first.
 */
export async function recoverRedis(context: WorkerContext, { bookId, isEmpty }: Identity): Promise<void> {
  const { book, epochs, log } = context;
  const holder = nanoid();
  await using lease = await keepLease(context, holder);
  if (lease === null) return;
  const startedAt = performance.now();
  const number = await book.identity.raiseEpoch({});
  await epochs.dropTakes();
  // The lanes of a new installation have lost nothing.
  const lost = isEmpty ? [] : await lanesThatWereLost(context);
  await prepareLanes(context);
  // A lane without state starts with a low capacity and climbs.
  for (const { provider, line } of lost) await context.wake(provider.id, await line.startDegraded());
  let takes = 0;
  for (const inFlight of [true, false]) {
    for (const account of context.accounts.values())
      takes += await putAll(context, account, { inFlight, lease });
  }
  if (!(await epochs.open({ number, bookId, holder }))) throw new Error('another worker makes Redis whole');
  // A poller that found nothing to do may sleep past the first poll.
  for (const { provider } of context.accounts.values()) await context.wakePoller(provider.id);
  const elapsedMs = Math.round(performance.now() - startedAt);
  log[isEmpty ? 'info' : 'warn'](
    { epoch: number, takes, elapsedMs, lanesLost: lost.length },
    'Redis is whole',
  );
}

async function lanesThatWereLost({ accounts }: WorkerContext): Promise<Account[]> {
  const lost: Account[] = [];
  for (const account of accounts.values()) {
    if ((await account.lane.stats()).maximum === 0) lost.push(account);
  }
  return lost;
}

async function putAll(
  context: WorkerContext,
  { provider, line }: Account,
  { inFlight, lease }: { inFlight: boolean; lease: Lease },
): Promise<number> {
  const providerId = provider.id;
  let after = '';
  for (let takes = 0; ;) {
    const rows = await context.book.takes.openRows({ providerId, inFlight, after, limit: PAGE });
    const last = rows.at(-1);
    if (last === undefined) return takes;
    await lease.check();
    await parkTakes(
      context.queues,
      rows.map(({ takeId }) => ({ takeId, providerId })),
    );
    const admission = await line.put({ takes: rows, firstPollMs: spreadOf(rows) });
    await context.wake(providerId, admission);
    takes += rows.length;
    after = last.takeId;
  }
}

/** Spreads the first polls of many operations, ms. */
function spreadOf(rows: readonly LineTake[]): number {
  return Math.min(1000, rows.length * 2);
}
