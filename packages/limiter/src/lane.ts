import type { IsolationReason } from '@cineflow/contracts';
import type { LanePolicy } from '@cineflow/core';
import type { Redis } from 'ioredis';
import { asAdmission, asList, type Admission } from './admission.ts';
import { LANE_SCRIPTS as scripts, type LaneStats } from './lane-scripts.ts';

/** The limiter of one provider account, stored in Redis and shared by all workers. */
export interface Lane {
  readonly key: string;
  configure(policy: LanePolicy): Promise<Admission>;
  admit(): Promise<Admission>;
  wakeAgain(olderThanMs: number): Promise<Admission>;
  trip(): Promise<Admission>;
  reset(): Promise<Admission>;
  isolate(reason: IsolationReason, note?: string): Promise<Admission>;
  /** Ends an isolation; with a reason, only one of that reason. */
  reopen(reason?: IsolationReason): Promise<Admission>;
  /** Sets the maximum for all workers until the configuration changes. */
  setMaximum(maximum: number): Promise<Admission>;
  /** Stops admission while the store is full; independent of breaker and isolation. */
  setStorage(state: 'full' | 'room'): Promise<Admission>;
  stats(): Promise<LaneStats>;
  /** Queue position of each take, 1 is next; null if not queued. */
  positions(takes: readonly string[]): Promise<(number | null)[]>;
}

/** Key of a lane. The hash tag in `prefix` keeps an installation in one cluster slot. */
export function laneKey(prefix: string, providerId: string): string {
  return `${prefix}:lane:${providerId}`;
}

/** Creates a stateless client of a lane: every call asks Redis. */
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
