import type { Failure } from '@cineflow/contracts';
import { asAdmission, type Admission } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import { toBegun, type Begun } from './begun.ts';
import {
  beginAttempt,
  failTake,
  holdsAttempt,
  markUnconfirmed,
  noteSuspects,
  recordAccepted,
  requeueTake,
  type AcceptedReply,
  type Verdict,
} from './scripts.ts';

/** What a timeline line says beside its event; never a secret. */
export type Detail = Partial<{ attempt: number; requestId: string; detail: string }> &
  Record<string, unknown>;

/** Who holds an attempt: the take, and a name nobody else uses. */
export interface Holder {
  take: string;
  holder: string;
}

export interface Accepted {
  take: string;
  operationId: string;
  firstPollMs: number;
  costCents?: number;
  detail: Detail;
}

/** Why a take goes back to the queue, and what that says of the provider. */
export type RequeueCause = 'throttled' | 'error' | 'own' | 'auth' | 'balance' | 'proved';

export interface Requeue {
  take: string;
  /** The holder of the attempt itself, or a reconciler with the attempt it looked at. */
  by: { holder: string; attempt?: number };
  cause: RequeueCause;
  holdMs?: number;
  backoffMs?: number;
  detail: Detail;
}

export interface Doubt {
  take: string;
  /** The sender itself, or the age at which an attempt counts as abandoned. */
  by: { holder: string } | { olderThanMs: number };
  countsAsError: boolean;
  detail: Detail;
}

export interface GivenUp {
  take: string;
  event: 'refuse' | 'fail';
  holder?: string;
  /** The operation that failed; another one of the take is not touched. */
  operationId?: string;
  failure: Failure;
  detail: Detail;
}

/** The steps of one attempt on one lane; each is one atomic script of the same name. */
export function attemptSteps(redis: Redis, where: readonly [prefix: string, lane: string]) {
  return {
    begin: async ({ take, holder }: Holder): Promise<Begun> =>
      toBegun(await beginAttempt(redis, where, [take, holder])),

    /** Names the operations of nobody that keep an unconfirmed attempt from being released; none: there are none. */
    suspect: (take: string, attempt: number, operations: readonly string[]) =>
      noteSuspects(redis, where, [take, attempt, ...operations]),

    /** The last look before the first byte; false also where the ledger may have lost something. */
    holds: async ({ take, holder }: Holder): Promise<boolean> =>
      (await holdsAttempt(redis, where, [take, holder])).holds,

    accepted: async (fact: Accepted): Promise<AcceptedReply> => {
      const { take, operationId, firstPollMs, costCents, detail } = fact;
      const args = [take, operationId, Math.round(firstPollMs), costCents ?? '', JSON.stringify(detail)];
      return withAdmission(await recordAccepted(redis, where, args));
    },

    requeue: async (decision: Requeue): Promise<Verdict<'requeued' | 'stale'>> => {
      const { take, by, cause, holdMs = 0, backoffMs = 0, detail } = decision;
      const args = [
        take,
        by.holder,
        by.attempt ?? '',
        cause,
        Math.round(holdMs),
        Math.round(backoffMs),
        JSON.stringify(detail),
      ];
      return withAdmission(await requeueTake(redis, where, args));
    },

    doubt: async (doubt: Doubt) => {
      const { take, by, countsAsError, detail } = doubt;
      const [holder, olderThanMs] = 'holder' in by ? [by.holder, 0] : ['', by.olderThanMs];
      const args = [take, holder, Math.round(olderThanMs), countsAsError ? 1 : 0, JSON.stringify(detail)];
      return withAdmission(await markUnconfirmed(redis, where, args));
    },

    fail: async (end: GivenUp): Promise<Verdict<'failed' | 'stale'>> => {
      const { take, event, holder = '', operationId = '', failure, detail } = end;
      const args = [take, event, holder, JSON.stringify(failure), JSON.stringify(detail), operationId];
      return withAdmission(await failTake(redis, where, args));
    },
  };
}

function withAdmission<T extends Admission>(reply: T): T {
  return { ...reply, ...asAdmission(reply) };
}
