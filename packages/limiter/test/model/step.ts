import type { LanePolicy } from '@cineflow/core';

/** Why a create was not accepted, as the lane hears it. */
export type Cause = 'throttled' | 'error' | 'own' | 'auth' | 'balance' | 'proved';

/** One concrete step at a moment (ms): the same on the model and on Redis. */
export type Step = { at: number } & (
  | { name: 'wait'; take: string; flow: string; place: number }
  | { name: 'accepted'; take: string; flow: string }
  | {
      name: 'refused';
      take: string;
      flow: string;
      place: number;
      cause: Cause;
      throttleMs: number;
      backoffMs: number;
    }
  | { name: 'mark-unconfirmed'; take: string; counts: boolean }
  | { name: 'leave'; take: string }
  | { name: 'polled'; failed: boolean }
  | { name: 'begin'; take: string }
  | { name: 'configure'; args: [policy: string] }
  | { name: 'admit' | 'stats' }
  | { name: 'wake-again'; args: [ageMs: string] }
  | { name: 'control'; args: [action: string, value: string, note: string] }
);

/** What a step answers. Absent and empty are the same. */
export interface Answer {
  admitted?: string[];
  nextChangeAt?: number;
  released?: boolean;
  [more: string]: unknown;
}

export type FullPolicy = Required<LanePolicy>;
