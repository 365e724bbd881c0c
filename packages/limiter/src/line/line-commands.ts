import type { TakeState } from '@cineflow/contracts';
import type { LineTake } from '@cineflow/core';
import type { Admission } from '../admission.ts';
import { commandsIn } from '../command.ts';
import { LINE_LUA } from './includes.ts';

/**
 * success: the provider took the create · throttled, error, unconfirmed-error: they count against it · auth, balance:
 * nothing more is sent · own, proved: the create says nothing of the provider.
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

/** What a create says of the provider. */
export interface Outcome {
  takeId: string;
  kind: OutcomeKind;
  /** No create is sent for this long: the provider asked for it. */
  throttleMs?: number | undefined;
  /** The take waits this long before it waits for its turn. */
  backoffMs?: number | undefined;
  /** Why it steps back, in words for a person. */
  note?: string | undefined;
}

export interface PutArgs {
  takes: readonly LineTake[];
  /** Counted even where Redis has the row already. */
  outcome?: Outcome | undefined;
  /** Time to the first poll of an operation; default 0. */
  firstPollMs?: number | undefined;
  /** Which renders the accepted one is like: what is learned of one is expected of the others. */
  kind?: string | undefined;
  /** How long the render of the collecting take took. */
  renderMs?: number | undefined;
  /** Id of an attempt that is committed in the book. */
  witness?: string | undefined;
}

export interface PutReply extends Admission {
  /** Takes of which Redis has a higher version. */
  newer: string[];
  /** Takes that became final: their parked jobs are to be woken once more, and end. */
  ended: string[];
}

/** What a worker asks before it begins an attempt. */
export interface Look {
  now: number;
  /** Number of the epoch; null while it is closed: nothing may be sent. */
  epoch: number | null;
  /** Whether the take holds a permit. */
  permit: boolean;
  /** Nothing may be sent to this account: an admitted take keeps its permit and is woken again. */
  isolated: boolean;
  /** Version and state Redis has of the take; absent where it has none. */
  version?: number;
  state?: TakeState;
}

export interface PostponeCollectArgs {
  takeId: string;
  /** Only failed downloads are counted. */
  reason: 'download' | 'storage';
  retryInMs: number;
  /** Words for a person. */
  detail: string;
  /** True where the link is of no use any more. */
  dropLink: boolean;
}

export interface Compared {
  /** Takes of which Redis has none or an older version. */
  behind: string[];
  /** Takes of which Redis has a newer version: the book was rolled back. */
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

/** The scripts of a line. `put` is the step of a few rows, `putMany` the same script for a page of them. */
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
  drop: defineCommand<Takes, Admission>('drop-takes'),
  audit: defineCommand<Takes, Admission & { repaired: number }>('audit-takes'),
  startDegraded: defineCommand<Record<string, never>, Admission>('start-degraded'),
};
