import { setInterval } from 'node:timers/promises';
import type { WorkerContext } from '../context.ts';

/** Another worker takes over a recovery after this time without renewal, ms. */
const LEASE_MS = 5000;

/** The lease to rebuild Redis, renewed while this worker lives. */
export interface Lease extends AsyncDisposable {
  /** @throws Error if another worker has taken over */
  check(): Promise<void>;
}

/** Takes the lease, or returns null if another worker has it. Released at the end of the block. */
export async function keepLease({ epochs }: WorkerContext, holder: string): Promise<Lease | null> {
  if (!(await epochs.lease(holder, LEASE_MS))) return null;
  const over = new AbortController();
  const keeping = keep(over.signal, () => epochs.lease(holder, LEASE_MS));
  return {
    check: async () => {
      if (!(await epochs.lease(holder, LEASE_MS))) throw new Error('another worker makes Redis whole');
    },
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await keeping;
      await epochs.leave(holder);
    },
  };
}

async function keep(signal: AbortSignal, renew: () => Promise<boolean>): Promise<void> {
  try {
    for await (const _ of setInterval(LEASE_MS / 4, undefined, { signal })) await renew();
  } catch {
    // At the end, or while Redis is away; then the current step or its check fails.
  }
}
