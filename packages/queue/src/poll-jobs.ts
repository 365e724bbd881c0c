import { setTimeout as sleep } from 'node:timers/promises';
import type { Queues } from './queues.ts';

/** Pollers per lane. Any poller may ask for any due operation, so one that dies stops nothing. */
const POLLERS = 2;
/** Wishes to be woken that come within this time are one, ms. */
const GATHER_MS = 10;

function pollerId(provider: string, index: number): string {
  return `poll-${provider}-${index}`;
}

/** Makes sure the pollers of a lane exist; each is one job that delays itself again and again. */
export async function startPollers(queues: Queues, provider: string): Promise<void> {
  const jobs = Array.from({ length: POLLERS }, (_, index) => ({
    name: 'poll',
    data: { provider, isSpare: index > 0 },
    opts: { jobId: pollerId(provider, index) },
  }));
  await queues.polls.addBulk(jobs);
}

/** Asks for an idle poller to look now, so that it sleeps only until the operation that came is due. */
export type WakePoller = (provider: string) => Promise<void>;

/**
 * Makes a waker. Wishes that come together become one call. A poller is only ever woken, never told when: a
 * later time than the one it sleeps until would make other polls late.
 */
export function createPollerWaker(queues: Queues): WakePoller {
  const wanted = new Map<string, Promise<void>>();
  return (provider) => {
    const pending = wanted.get(provider);
    if (pending !== undefined) return pending;
    const woken = sleep(GATHER_MS).then(() => {
      wanted.delete(provider);
      return wakePoller(queues, provider);
    });
    wanted.set(provider, woken);
    return woken;
  };
}

async function wakePoller(queues: Queues, provider: string): Promise<void> {
  await queues.polls
    .getBackend()
    .promote(pollerId(provider, 0))
    .catch(async (error: unknown) => {
      if ((error as { code?: unknown }).code === -1) await startPollers(queues, provider);
    });
}
