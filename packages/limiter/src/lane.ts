import type { BreakerState, IsolationReason } from '@cineflow/contracts';
import type { LanePolicy } from '@cineflow/core';
import type { Redis } from 'ioredis';
import { defineScript, readLua } from './script.ts';

/** The shared Lua of a lane; the ledger includes it in every script that frees a permit. */
export const laneLua = readLua(import.meta.url, 'lane');

/** What a script answers that may have given permits away. Ring every admitted take's doorbell. */
export interface Admission {
  admitted: string[];
  /** Redis time in ms at which somebody should pump again although nothing happened. */
  nextChangeAt?: number;
}

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
  holdUntil?: number;
  learnedLimit?: number;
  consecutiveErrors: number;
  failures: number;
}

/** The limiter of one provider account: one truth in Redis for all workers. */
export interface Lane {
  readonly key: string;
  configure(policy: LanePolicy): Promise<Admission>;
  pump(): Promise<Admission>;
  ringAgain(olderThanMs: number): Promise<Admission>;
  trip(): Promise<Admission>;
  reset(): Promise<Admission>;
  isolate(reason: IsolationReason): Promise<Admission>;
  reopen(reason: IsolationReason): Promise<Admission>;
  stats(): Promise<LaneStats>;
}

const script = (name: string) => defineScript<Admission>(readLua(import.meta.url, name), [laneLua]);
const configure = script('configure');
const pump = script('pump');
const ringAgain = script('ring-again');
const control = script('control');
const stats = defineScript<LaneStats>(readLua(import.meta.url, 'stats'), [laneLua]);

/** An empty Lua list arrives as an empty object. */
export function asAdmission(reply: Admission): Admission {
  return { ...reply, admitted: asList(reply.admitted) };
}

/** A list as cjson sends it: Lua cannot tell an empty list from an empty object. */
export function asList<T>(value: T[] | object | undefined): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

/** Key of a lane. `prefix` carries the hash tag that keeps one installation in one cluster slot. */
export function laneKey(prefix: string, providerId: string): string {
  return `${prefix}:lane:${providerId}`;
}

/** The face of one lane. Nothing is remembered here: every call asks Redis. */
export function createLane(redis: Redis, key: string): Lane {
  const act = async (action: string, reason = '') =>
    asAdmission(await control(redis, [key], [action, reason]));
  return {
    key,
    configure: async (policy) => asAdmission(await configure(redis, [key], [JSON.stringify(policy)])),
    pump: async () => asAdmission(await pump(redis, [key])),
    ringAgain: async (olderThanMs) => asAdmission(await ringAgain(redis, [key], [olderThanMs])),
    trip: () => act('trip'),
    reset: () => act('reset'),
    isolate: (reason) => act('isolate', reason),
    reopen: (reason) => act('reopen', reason),
    stats: () => stats(redis, [key]),
  };
}
