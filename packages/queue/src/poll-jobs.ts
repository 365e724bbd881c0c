import type { Queues } from './queues.ts';

/** Pollers per lane. Any poller may ask for any due operation, so one that dies stops nothing. */
const POLLERS = 2;

function pollerId(provider: string, index: number): string {
  return `poll-${provider}-${index}`;
}

/** Makes sure the pollers of a lane exist; each is one job that delays itself again and again. */
export async function startPollers(queues: Queues, provider: string): Promise<void> {
  for (let index = 0; index < POLLERS; index += 1) {
    await queues.polls.add('poll', { provider }, { jobId: pollerId(provider, index) });
  }
}

/** Wakes an idle poller so that it looks in `delayMs`; one that is awake already needs no call. */
export async function wakePoller(queues: Queues, provider: string, delayMs: number): Promise<void> {
  await queues.polls
    .getBackend()
    .changeDelay(pollerId(provider, 0), delayMs)
    .catch(async (error: unknown) => {
      if ((error as { code?: unknown }).code === -1) await startPollers(queues, provider);
    });
}
