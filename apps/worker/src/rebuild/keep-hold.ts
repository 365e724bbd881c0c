import { setInterval } from 'node:timers/promises';
import type { WorkerContext } from '../context.ts';

/** A rebuild whose worker gives no sign of life for so long is carried on by another one, ms. */
const HOLD_MS = 5000;

/** The right to rebuild the ledger, kept for as long as this worker lives. */
export interface Hold extends AsyncDisposable {
  /** @throws Error where another worker has taken over */
  check(): Promise<void>;
}

/** Takes the right to rebuild, or answers null where another worker has it. It is given back at the end of the block. */
export async function keepHold({ ledger }: WorkerContext, holder: string): Promise<Hold | null> {
  if (!(await ledger.holdRebuild(holder, HOLD_MS))) return null;
  const over = new AbortController();
  const keeping = keep(over.signal, () => ledger.holdRebuild(holder, HOLD_MS));
  return {
    check: async () => {
      if (!(await ledger.holdRebuild(holder, HOLD_MS))) throw new Error('another worker rebuilds');
    },
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await keeping;
      await ledger.leaveRebuild(holder);
    },
  };
}

async function keep(signal: AbortSignal, hold: () => Promise<boolean>): Promise<void> {
  try {
    for await (const _ of setInterval(HOLD_MS / 4, undefined, { signal })) await hold();
  } catch {
    // The end, or a Redis that is away: then the step at hand fails, or its check does.
  }
}
