import { setTimeout as sleep } from 'node:timers/promises';
import type { Queues } from './queues.ts';

/** Wishes to be woken that come within this time are one, ms. */
const GATHER_MS = 10;
const REPEAT_MS = 3000;

function pollerId(providerId: string): string {
  return `poll-${providerId}-0`;
}

/**
 * Makes sure that a lane is polled, by two jobs that may ask for any due operation. The poller delays itself until the
 * next operation is due: a fixed rhythm would be late for some and look in vain for others. A repeatable job of the
 * provider looks every few seconds whatever happens to the poller: BullMQ makes its next run when one starts, so a
 * dead worker cannot hold it, and where there is a backlog it helps.
 */
export async function startPollers(queues: Queues, providerId: string): Promise<void> {
  await queues.polls.add('poll', { providerId }, { jobId: pollerId(providerId) });
  const repeat = { name: 'poll', data: { providerId }, opts: { removeOnComplete: true } };
  await queues.upkeep.upsertJobScheduler(`poll-${providerId}`, { every: REPEAT_MS }, repeat);
}

/** Asks for an idle poller to look now, so that it sleeps only until the operation that came is due. */
export type WakePoller = (providerId: string) => Promise<void>;

/**
 * Makes a waker. Wishes that come together become one call. A poller is only ever woken, never told when: a
 * later time than the one it sleeps until would make other polls late.
 */
export function createPollerWaker(queues: Queues): WakePoller {
  const wanted = new Map<string, Promise<void>>();
  return (providerId) => {
    const pending = wanted.get(providerId);
    if (pending !== undefined) return pending;
    const woken = sleep(GATHER_MS).then(() => {
      wanted.delete(providerId);
      return wakePoller(queues, providerId);
    });
    wanted.set(providerId, woken);
    return woken;
  };
}

async function wakePoller(queues: Queues, providerId: string): Promise<void> {
  await queues.polls
    .getBackend()
    .promote(pollerId(providerId))
    .catch(async (error: unknown) => {
      if ((error as { code?: unknown }).code === -1) await startPollers(queues, providerId);
    });
}
