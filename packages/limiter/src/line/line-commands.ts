import type { TakeState } from '@cineflow/contracts';
import type { LineTake } from '@cineflow/core';
import type { Admission } from '../admission.ts';
import { commandsIn } from '../command.ts';
import { LINE_LUA } from './includes.ts';

/**
 * success: the create was accepted · throttled, error, unconfirmed-error: count against the provider · auth, balance:
 * isolate the lane · own, proved: no statement about the provider.
 */
export type OutcomeKind =
  | 'success'
  | 'throttled'
  | 'error'
  | 'own'
  | 'auth'
  | 'balance'
  | 'proved'
  | 'unconfirmed-error';

/** Outcome of a create, as evidence about the provider. */
export interface Outcome {
  takeId: string;
  kind: OutcomeKind;
  /** Stop creates for this long, as the provider asked. */
  throttleMs?: number | undefined;
  /** Backoff of the take before it is queued again. */
  backoffMs?: number | undefined;
  /** Reason of the backoff, as a sentence. */
  note?: string | undefined;
}

export interface PutArgs {
  takes: readonly LineTake[];
  /** Counted even if Redis already has the row. */
  outcome?: Outcome | undefined;
  /** Delay of the first poll; default 0. */
  firstPollMs?: number | undefined;
  /** Kind of render; render times are learned per kind. */
  kind?: string | undefined;
  /** Render time of the collecting take. */
  renderMs?: number | undefined;
  /** Id of an attempt committed in the book. */
  witness?: string | undefined;
}

export interface PutReply extends Admission {
  /** Takes with a higher version in Redis. */
  newer: string[];
  /** Takes that became final: wake their parked jobs, so that they end. */
  ended: string[];
}

/** Facts a worker needs before it begins an attempt. */
export interface Look {
  now: number;
  /** Number of the epoch; null while closed: nothing may be sent. */
  epoch: number | null;
  /** Whether the take holds a permit. */
  permit: boolean;
  /** Nothing may be sent to this account. An admitted take keeps its permit and is woken later. */
  isolated: boolean;
  /** Version and state of the take in Redis; absent if unknown there. */
  version?: number;
  state?: TakeState;
  /** Account whose lane the take is in; absent if not known. */
  providerId?: string;
}

export interface PostponeCollectArgs {
  takeId: string;
  /** Only failed downloads count. */
  reason: 'download' | 'storage';
  retryInMs: number;
  /** Explanation for people. */
  detail: string;
  /** True if the link no longer works. */
  dropLink: boolean;
}

export interface Compared {
  /** Takes that Redis lacks or has in an older version. */
  behind: string[];
  /** Takes that Redis has in a newer version: the book was rolled back. */
  newer: string[];
}

export interface GhostPage {
  /** '0' after the last page. */
  cursor: string;
  takeIds: string[];
}

const { defineCommand, defineStepCommand } = commandsIn(import.meta.url, LINE_LUA);

interface Takes {
  takeIds: readonly string[];
}

/** Scripts about takes. `put` handles a few rows per step; `putMany` is the same script for a page. */
export const LINE_COMMANDS = {
  put: defineStepCommand<PutArgs, PutReply>('put-takes'),
  putMany: defineCommand<PutArgs, PutReply>('put-takes'),
  look: defineStepCommand<{ takeId: string }, Look>('look'),
  parkForBudget: defineCommand<{ takeId: string; budgetId: string; detail: string }, Admission>(
    'park-for-budget',
  ),
  unpark: defineCommand<Takes, Admission>('unpark'),
  setParkedDetail: defineCommand<{ takes: readonly { takeId: string; detail: string }[] }, object>(
    'set-parked-detail',
  ),
  postponeCollect: defineCommand<PostponeCollectArgs, object>('postpone-collect'),
  compare: defineCommand<{ takes: readonly (readonly [takeId: string, version: number])[] }, Compared>(
    'compare',
  ),
  ghosts: defineCommand<{ cursor: string; count: number }, GhostPage>('ghosts'),
  drop: defineCommand<Takes & { isMoved?: boolean }, Admission>('drop-takes'),
  audit: defineCommand<Takes, Admission & { repaired: number }>('audit-takes'),
  startDegraded: defineCommand<Record<string, never>, Admission>('start-degraded'),
};
