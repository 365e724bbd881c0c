import { setInterval } from 'node:timers/promises';
import type { WorkerContext } from '../context.ts';

/** A recovery whose worker gives no sign of life for this long is carried on by another one, ms. */
const LEASE_MS = 5000;

/** The right to make Redis whole, kept for as long as this worker lives. */
export interface Lease extends AsyncDisposable {
  /** @throws Error where another worker has taken over */
  check(): Promise<void>;
}

/** Takes the lease, or answers null where another worker has it. It is given back at the end of the block. */
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
    // The end, or a Redis that is away: then the step at hand fails, or its check does.
  }
}
