import type { BreakerState, IsolationReason } from '@cineflow/contracts';
import type { LanePolicy } from '@cineflow/core';
import type { Redis } from 'ioredis';
import { asAdmission, asList, type Admission } from './admission.ts';
import { LANE_SCRIPTS as scripts } from './lane-scripts.ts';

/** Why the breaker opened: creates or polls that failed, a person, or Redis lost the lane. */
export type TripReason = 'creates' | 'polls' | 'manual' | 'recovery';

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
  /** What the person who isolated the lane said about it; may be empty. */
  isolationNote?: string;
  /** Present while nothing is admitted because the store has no room. */
  storageFull?: true;
  tripReason?: TripReason;
  throttledUntil?: number;
  learnedLimit?: number;
  consecutiveErrors: number;
  failures: number;
  /** Models with a cap of their own. */
  models: Record<string, { maximum: number; inFlight: number }>;
}

/** The limiter of one provider account: one truth in Redis for all workers. */
export interface Lane {
  readonly key: string;
  configure(policy: LanePolicy): Promise<Admission>;
  admit(): Promise<Admission>;
  wakeAgain(olderThanMs: number): Promise<Admission>;
  trip(): Promise<Admission>;
  reset(): Promise<Admission>;
  isolate(reason: IsolationReason, note?: string): Promise<Admission>;
  /** Ends an isolation; with a reason only one that was made for it. */
  reopen(reason?: IsolationReason): Promise<Admission>;
  /** Another maximum from now on, for all workers, until the configuration itself changes. */
  setMaximum(maximum: number): Promise<Admission>;
  /** Admits nothing while the store is full; independent of breaker and isolation. */
  setStorage(state: 'full' | 'room'): Promise<Admission>;
  stats(): Promise<LaneStats>;
  /** Place of each take in line, 1 for the next; null for one that is not in line. */
  positions(takes: readonly string[]): Promise<(number | null)[]>;
}

/** Key of a lane. `prefix` carries the hash tag that keeps one installation in one cluster slot. */
export function laneKey(prefix: string, providerId: string): string {
  return `${prefix}:lane:${providerId}`;
}

/** The face of one lane. Nothing is remembered here: every call asks Redis. */
export function createLane(redis: Redis, key: string): Lane {
  const act = async (action: string, value: string | number = '', note = '') =>
    asAdmission(await scripts.control(redis, [key], [action, value, note]));
  return {
    key,
    configure: async (policy) => asAdmission(await scripts.configure(redis, [key], [JSON.stringify(policy)])),
    admit: async () => asAdmission(await scripts.admit(redis, [key])),
    wakeAgain: async (olderThanMs) => asAdmission(await scripts.wakeAgain(redis, [key], [olderThanMs])),
    trip: () => act('trip'),
    reset: () => act('reset'),
    isolate: (reason, note) => act('isolate', reason, note),
    reopen: (reason) => act('reopen', reason),
    setMaximum: (maximum) => act('maximum', maximum),
    setStorage: (state) => act('storage', state),
    stats: () => scripts.stats(redis, [key]),
    positions: async (takes) => {
      if (takes.length === 0) return [];
      return asList<number>(await scripts.positions(redis, [key], takes)).map((place) => place || null);
    },
  };
}
