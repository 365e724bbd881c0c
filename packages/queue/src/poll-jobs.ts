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

/** Asks for an idle poller to look in `delayMs` at the latest. */
export type WakePoller = (provider: string, delayMs: number) => Promise<void>;

/** Makes a waker. Wishes that come together become one call; a poller that is awake already needs none. */
export function createPollerWaker(queues: Queues): WakePoller {
  const wanted = new Map<string, { delayMs: number; woken: Promise<void> }>();
  return (provider, delayMs) => {
    const pending = wanted.get(provider);
    if (pending !== undefined) {
      pending.delayMs = Math.min(pending.delayMs, delayMs);
      return pending.woken;
    }
    const { promise: woken, resolve, reject } = Promise.withResolvers<void>();
    const wish = { delayMs, woken };
    wanted.set(provider, wish);
    setTimeout(() => {
      wanted.delete(provider);
      wakePoller(queues, provider, wish.delayMs).then(resolve, reject);
    }, GATHER_MS);
    return woken;
  };
}

async function wakePoller(queues: Queues, provider: string, delayMs: number): Promise<void> {
  await queues.polls
    .getBackend()
    .changeDelay(pollerId(provider, 0), delayMs)
    .catch(async (error: unknown) => {
      if ((error as { code?: unknown }).code === -1) await startPollers(queues, provider);
    });
}
