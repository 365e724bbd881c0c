import type { BreakerState, IsolationReason } from '@cineflow/contracts';
import type { Admission } from './admission.ts';
import { defineScript, readLua } from './script.ts';

/** Shared Lua of a lane, included by every script that frees a permit. */
export const LANE_LUA = ['clock', 'fair-queue', 'breaker', 'lane']
  .map((name) => readLua(import.meta.url, name))
  .join('\n');

/** Why the breaker opened: failed creates or polls, an operator, or a loss of the lane in Redis. */
export type TripReason = 'creates' | 'polls' | 'manual' | 'recovery';

/** Reply of `stats.lua`. */
export interface LaneStats {
  now: number;
  capacity: number;
  breaker: BreakerState;
  nextChangeAt?: number;
  maximum: number;
  degraded: number;
  inFlight: number;
  waiting: number;
  isolation?: IsolationReason;
  /** The operator's note about the isolation; may be empty. */
  isolationNote?: string;
  /** Present while the store is full: nothing is admitted. */
  storageFull?: true;
  tripReason?: TripReason;
  throttledUntil?: number;
  learnedLimit?: number;
  consecutiveErrors: number;
  failures: number;
  /** Models with their own limit. */
  models: Record<string, { maximum: number; inFlight: number }>;
}

const script = <Reply>(name: string) => defineScript<Reply>(readLua(import.meta.url, name), [LANE_LUA]);

/** Scripts of a lane that are not about takes. */
export const LANE_SCRIPTS = {
  configure: script<Admission>('configure'),
  admit: script<Admission>('admit'),
  wakeAgain: script<Admission>('wake-again'),
  control: script<Admission>('control'),
  stats: script<LaneStats>('stats'),
  positions: script<number[]>('positions'),
};
