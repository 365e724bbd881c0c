import { TRANSITIONS } from '@cineflow/core';
import { defineScript, defineStep, laneLua, readLua, type Admission } from '@cineflow/limiter';
import type { ClaimReply } from './idempotency.ts';

/** core's transition table as a Lua table, so that there is one list of legal moves. */
function transitionsLua(): string {
  const rows = Object.entries(TRANSITIONS).map(([from, moves]) => {
    const cells = Object.entries(moves).map(([event, to]) => `${event} = '${to}'`);
    return `  ${from} = { ${cells.join(', ')} },`;
  });
  return `local TRANSITIONS = {\n${rows.join('\n')}\n}`;
}

const includes = [
  laneLua,
  transitionsLua(),
  ...['take', 'budget', 'idempotency'].map((name) => readLua(import.meta.url, name)),
];

/** What most ledger scripts answer: a verdict, and the takes that were given a permit in the same step. */
export interface Verdict<V extends string> extends Admission {
  verdict: V;
}

function script<Reply>(name: string) {
  return defineScript<Reply>(readLua(import.meta.url, name), includes);
}

/** A step every take makes: calls of one moment travel together. */
function step<Reply>(name: string) {
  return defineStep<Reply>(readLua(import.meta.url, name), includes);
}

function pollScript<Reply>(name: string) {
  return defineScript<Reply>(readLua(import.meta.url, name), [
    ...includes,
    readLua(import.meta.url, 'poll-budget'),
  ]);
}

export type BeginReply = Verdict<
  'go' | 'reuse' | 'follow' | 'no-permit' | 'moved-on' | 'unknown' | 'barrier' | 'over-budget'
> & {
  attempt?: number;
  now?: number;
  /** JSON of what the provider is asked for, and the model it is asked of. */
  order?: string;
  model?: string;
  film?: string;
  owner?: string;
  failure?: string;
  state?: string;
};
export type AcceptedReply = Verdict<'accepted' | 'already' | 'bound' | 'second' | 'unknown'> & {
  take?: string;
  operation?: string;
};

export type PublishReply = Admission & {
  published: boolean;
  superseded?: boolean;
  lost?: boolean;
  createdAt?: number;
};
/** After a batch of polls; `nextPollMs` is absent where nothing is in flight. */
export type Rescheduled = Admission & { nextPollMs?: number };

export const publishStoryboard = script<PublishReply>('publish-storyboard');
export const retryTakes = script<
  Verdict<'retried' | 'stale' | 'superseded' | 'barrier'> & { take?: string; state?: string }
>('retry-takes');
/** Lists of takes; an empty one may come as an object. */
export interface CancelReply extends Admission {
  cancelled: string[];
  goesOn: string[];
  final: string[];
  /** The ledger may have lost something: nothing was done. */
  barrier?: true;
}

export const cancelTakes = script<CancelReply>('cancel-takes');
export const holdTakes = script<Admission & { held: number; barrier?: true }>('hold-takes');
export const limitStoryboard = script<{ verdict: 'limited' | 'late' | 'unknown' | 'barrier' }>(
  'limit-storyboard',
);
export const wakeBudget = script<Admission & { woken: number }>('wake-budget');
export const claimKey = script<ClaimReply>('claim-key');
export const beginAttempt = step<BeginReply>('begin-attempt');
export const holdsAttempt = step<{ holds: boolean }>('holds-attempt');
export const recordAccepted = step<AcceptedReply>('record-accepted');
export const requeueTake = step<Verdict<'requeued' | 'stale'>>('requeue-take');
export const markUnconfirmed = step<Verdict<'unconfirmed' | 'wait' | 'stale'> & { waitMs?: number }>(
  'mark-unconfirmed',
);
export const noteSuspects = script<{ verdict: 'noted' | 'stale' }>('note-suspects');
export const failTake = step<Verdict<'failed' | 'stale'>>('fail-take');
export const claimDue = pollScript<DueReply>('claim-due');
export const grantPolls = pollScript<{ granted: number; waitMs: number }>('grant-polls');
export const reschedulePolls = script<Rescheduled>('reschedule-polls');
export const markOverdue = script<Verdict<'overdue' | 'stale'>>('mark-overdue');
export const recordRendered = step<Verdict<'collecting' | 'stale'>>('record-rendered');
export const recordFilm = step<Verdict<'stored' | 'stale'>>('record-film');
export const forgetFilm = script<Verdict<'waiting' | 'stale'>>('forget-film');
export const mendFilm = script<{ verdict: 'mended' | 'stale' }>('mend-film');
export const postponeCollect = script<object>('postpone-collect');
export const auditLane = script<
  Admission & { cursor: string; ring: string[]; collect: string[]; repaired: number }
>('audit-lane');

export interface DueReply {
  now: number;
  claims: [take: string, operationId: string, ageMs: number, state: string, missingMs?: number][];
  byList?: boolean;
  inFlight?: number;
  nextAt?: number;
}

/** One operation a poller may ask for until its lease ends. */
export interface DueClaim {
  take: string;
  operationId: string;
  ageMs: number;
  state: string;
  /** For so long the provider has said that it does not know the operation, and nothing else. */
  missingMs?: number;
}

/** What is known of the epoch: whether the ledger is whole on the Redis that answers now. */
export interface EpochReply {
  open: boolean;
  /** False where even the epoch itself is gone: the keys were lost. */
  present: boolean;
  /** Data is known to be missing; stays until the ledger was rebuilt. */
  lost: boolean;
  /** How long ago that was noted, ms; absent where Redis was restarted since. */
  lostForMs?: number;
  id?: string;
}

export const epoch = script<EpochReply>('epoch');
export const restoreAttempt = script<Verdict<'known' | 'restored' | 'unknown'>>('restore-attempt');
export const restoreSpent = script<{ verdict: 'known' | 'restored' }>('restore-spent');
export const restoreFilm = script<{ verdict: 'known' | 'restored' }>('restore-film');
