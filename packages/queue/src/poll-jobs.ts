import { setTimeout as sleep } from 'node:timers/promises';
import type { Queues } from './queues.ts';

/** Requests within this time are merged, ms. */
const GATHER_MS = 10;
const REPEAT_MS = 3000;

function pollerId(providerId: string): string {
  return `poll-${providerId}-0`;
}

/**
 * Ensures that a lane is polled, by two means. A poller delays itself until the next operation is due. A repeatable
 * job covers a dead poller and helps with a backlog. BullMQ schedules its next run at each start, so no worker can
 * block it.
 */
export async function startPollers(queues: Queues, providerId: string): Promise<void> {
  await queues.polls.add('poll', { providerId }, { jobId: pollerId(providerId) });
  const repeat = { name: 'poll', data: { providerId }, opts: { removeOnComplete: true } };
  await queues.upkeep.upsertJobScheduler(`poll-${providerId}`, { every: REPEAT_MS }, repeat);
}

/** Asks an idle poller to look again, so that it wakes in time for a new operation. */
export type WakePoller = (providerId: string) => Promise<void>;

/**
 * Creates a waker that merges concurrent requests. A poller is only woken, never given a time: a later one would
 * delay other polls.
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
