import { scheduleTick } from './upkeep-jobs.ts';
import { wakeTake } from './take-jobs.ts';
import type { Queues } from './queues.ts';

/** Reply of the limiter: admitted takes and the next admission time. */
interface Admission {
  admitted: readonly string[];
  nextChangeAt?: number;
}

/** Random delay of admitted takes, ms; both 0 means at once. */
export interface Jitter {
  minMs: number;
  maxMs: number;
}

/** Wakes the admitted takes and schedules the next admission. */
export type Wake = (providerId: string, admission: Admission) => Promise<void>;

/** Creates a wake. `random` returns numbers in [0, 1). */
export function createWake(queues: Queues, jitter: Jitter, random: () => number = Math.random): Wake {
  const lastTick = new Map<string, number>();
  return async (providerId, { admitted, nextChangeAt }) => {
    const delay = () => Math.round(jitter.minMs + random() * (jitter.maxMs - jitter.minMs));
    await Promise.all(admitted.map((takeId) => wakeTake(queues, { takeId, providerId }, delay())));
    if (nextChangeAt === undefined || lastTick.get(providerId) === nextChangeAt) return;
    lastTick.set(providerId, nextChangeAt);
    await scheduleTick(queues, providerId, nextChangeAt, Math.max(0, nextChangeAt - Date.now()) + 1);
  };
}
