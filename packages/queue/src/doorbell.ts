import { scheduleTick } from './upkeep-jobs.ts';
import { ringTake } from './take-jobs.ts';
import type { Queues } from './queues.ts';

/** What the limiter answered: who was given a permit, and when to look again. */
interface Admission {
  admitted: readonly string[];
  nextChangeAt?: number;
}

/** Spread of the start of admitted takes in ms; both 0 means at once. */
export interface Jitter {
  minMs: number;
  maxMs: number;
}

/** Follows up on an admission: rings the admitted takes and schedules the next look at the lane. */
export type Doorbell = (provider: string, admission: Admission) => Promise<void>;

/** Makes a doorbell. `random` gives numbers in [0, 1). */
export function createDoorbell(queues: Queues, jitter: Jitter, random: () => number = Math.random): Doorbell {
  const lastTick = new Map<string, number>();
  return async (provider, { admitted, nextChangeAt }) => {
    const delay = () => Math.round(jitter.minMs + random() * (jitter.maxMs - jitter.minMs));
    await Promise.all(admitted.map((take) => ringTake(queues, { take, provider }, delay())));
    if (nextChangeAt === undefined || lastTick.get(provider) === nextChangeAt) return;
    lastTick.set(provider, nextChangeAt);
    await scheduleTick(queues, provider, nextChangeAt, Math.max(0, nextChangeAt - Date.now()) + 1);
  };
}
