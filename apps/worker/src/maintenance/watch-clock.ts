import type { WorkerContext } from '../context.ts';

/** Tolerated drift between the two clocks, ms. */
const STEP_MS = 2000;

/** A reading of the deciding clock, ms. It was made between these times of the monotonic clock of this process. */
interface Reading {
  clock: number;
  from: number;
  to: number;
}

const seen = new WeakMap<object, Reading>();

/**
 * Restarts the waits of unconfirmed attempts after a step of the deciding clock. It was read as `now`, and asked for at
 * `from` (performance.now): a late answer is no step. Returns whether it stepped.
 */
export async function watchClock(
  context: Pick<WorkerContext, 'book' | 'log'>,
  { now, from }: { now: number; from: number },
): Promise<boolean> {
  const before = seen.get(context);
  const reading = { clock: now, from, to: performance.now() };
  const stepMs = before === undefined ? 0 : stepBetween(before, reading);
  const isStep = Math.abs(stepMs) >= STEP_MS;
  // What took long to read would hide a step: the next reading is compared with the last exact one.
  if (before === undefined || isStep || reading.to - from < STEP_MS) seen.set(context, reading);
  if (!isStep) return false;
  context.log.warn({ stepMs: Math.round(stepMs) }, 'the clock was stepped: unconfirmed takes wait again');
  await context.book.attempts.restartWaits({ at: now });
  return true;
}

/** The least step that explains both readings; 0: none is needed. */
function stepBetween(before: Reading, { clock, from, to }: Reading): number {
  const passed = clock - before.clock;
  const least = from - before.to;
  const most = to - before.from;
  return passed < least ? passed - least : Math.max(0, passed - most);
}
