/**
 * The procedures of the book; each tells the time from its first statement to its last one, in whatever thread it
 * runs.
 */
import { BroadcastChannel } from 'node:worker_threads';
import { procedures as own, type Procedure } from '@cineflow/book';

/** Where the times are told, as `Timing`. */
export const TIMINGS = 'cineflow bench timings';

export interface Timing {
  name: string;
  ms: number;
}

const channel = new BroadcastChannel(TIMINGS);
channel.unref();

function timed(name: string, run: Procedure<never, unknown>): Procedure<never, unknown> {
  return function* steps(args, moment) {
    const startedAt = performance.now();
    const reply = yield* run(args, moment);
    channel.postMessage({ name, ms: performance.now() - startedAt } satisfies Timing);
    return reply;
  };
}

export const procedures = Object.fromEntries(
  Object.entries(own).map(([name, { run, writes }]) => [name, { run: timed(name, run), writes }]),
);
