import type { WorkerContext } from '../context.ts';

/** Tolerated drift between the two clocks, ms. */
const STEP_MS = 2000;

const seen = new WeakMap<object, { clock: number; monotonic: number }>();

/**
 * Restarts the waits of unconfirmed attempts after a step of the deciding clock, read as `now`. Returns whether it
 * stepped.
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
  context.log.warn({ stepMs: Math.round(stepMs) }, 'the clock was stepped: unconfirmed takes wait again');
  await context.book.attempts.restartWaits({ at: now });
  return true;
}
