import type { WorkerContext } from '../context.ts';

/** Smaller differences between the two clocks are ordinary, ms. */
const STEP_MS = 2000;

const seen = new WeakMap<object, { clock: number; monotonic: number }>();

/**
 * Notices that the deciding clock was stepped between two looks of this process. A step may never shorten the wait of
 * an unconfirmed attempt, so all of them begin to wait anew. `now` is told by that clock; answers whether it was stepped.
 */
export async function watchClock(
  context: Pick<WorkerContext, 'book' | 'log'>,
  now: number,
): Promise<boolean> {
  const before = seen.get(context);
  const monotonic = performance.now();
  seen.set(context, { clock: now, monotonic });
  if (before === undefined) return false;
  const stepMs = now - before.clock - (monotonic - before.monotonic);
  if (Math.abs(stepMs) < STEP_MS) return false;
  context.log.warn({ stepMs: Math.round(stepMs) }, 'the clock was stepped: unconfirmed takes wait anew');
  await context.book.attempts.restartWaits({ at: now });
  return true;
}
