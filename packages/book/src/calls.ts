import type { Failure, Clip, TakeState } from '@cineflow/contracts';
import type { GenerationRequest, LineTake } from '@cineflow/core';

/** What a line of a take's history says beside its event; never a secret. */
export type Detail = Partial<{
  attempt: number;
  requestId: string;
  detail: string;
  by: string;
  reason: string;
}> &
  Record<string, unknown>;

/** Redis time in ms, where the caller knows it: the clock that decides on SQLite; PostgreSQL has its own. */
export interface At {
  at?: number | undefined;
}

/** Rows that changed; Redis is told of each. */
export interface Moved {
  moved: LineTake[];
}

/** An answer that is kept under a client's idempotency key, in the same transaction as its effect. */
export interface KeyClaim {
  /** Hash of scope and key: keys may be long, and hold anything. */
  name: string;
  /** Hash of the request. */
  body: string;
  /** Name of the one request that holds the key. */
  owner: string;
}
export interface KeptAnswer {
  claim: KeyClaim;
  answer: unknown;
}

/** go: do it · replay: it was done, this was answered · busy: another request does it · different: the key is used. */
export type Claimed = { verdict: 'go' | 'busy' | 'different' } | { verdict: 'replay'; answer: unknown };

export interface BeginArgs extends At {
  takeId: string;
  /** Made before the call, used by nobody else; the same id asking twice gets the same answer. */
  attemptId: string;
  /** The Redis epoch of the permit the take holds; null without a permit: then nothing but `reuse` can come of it. */
  epoch: number | null;
  /** The version Redis has of the take: a higher one than the book's proves that the book was rolled back. */
  knownVersion?: number | undefined;
  /** Most that may be spent today over all storyboards, micros; absent: no limit. */
  dailyBudgetMicros?: number | undefined;
}

/**
 * go: the licence: send exactly one create · reuse: this content is stored already · follow: another take makes it ·
 * no-permit: not admitted yet · moved-on: there is nothing to begin · paused · budget: the price does not fit, parked
 * until that budget changes · epoch: the permit is of a Redis that is gone · rolled-back: the book lacks what Redis
 * knows · unknown: no such take.
 */
export type Begun = Moved &
  (
    | { verdict: 'go'; number: number; now: number; request: GenerationRequest; model: string }
    | { verdict: 'reuse'; clip: Clip; maker: string }
    | { verdict: 'moved-on'; state: TakeState; clip?: Clip; failure?: Failure }
    | { verdict: 'budget'; budgetId: string; detail: string }
    | { verdict: 'follow' | 'no-permit' | 'paused' | 'epoch' | 'rolled-back' | 'unknown' }
  );

export interface AcceptArgs extends At {
  takeId: string;
  /** The attempt that was answered; absent where an operation was found in a list. */
  attemptId?: string | undefined;
  operationId: string;
  /** Whatever a poll needs beside the id, JSON as text. */
  operationRef?: string | undefined;
  /** Absent: the price. */
  costMicros?: number | undefined;
  /** What was told instead of an amount: the price counts, and a person is told. */
  oddCost?: string | undefined;
  detail: Detail;
}

/**
 * accepted · already: the same was recorded before · bound: another take owns the operation, nothing was changed ·
 * second: the take has another operation; this one is recorded and is an incident · unknown: no such take. `oddCost`:
 * what was told and not believed, also an incident.
 */
export type Accepted = Moved &
  (
    | { verdict: 'accepted'; oddCost?: string }
    | { verdict: 'already' | 'unknown' }
    | { verdict: 'bound'; takeId: string }
    | { verdict: 'second'; operationId: string; oddCost?: string }
  );

export interface RequeueArgs extends At {
  takeId: string;
  attemptId: string;
  /** `holder`: its own sender · `proof`: a list, or a person, after looking at this unconfirmed attempt. */
  by: 'holder' | 'proof';
  detail: Detail;
}

export interface UnconfirmedArgs extends At {
  takeId: string;
  /** The sender itself, or the age at which an attempt counts as abandoned. */
  by: { attemptId: string } | { olderThanMs: number };
  detail: Detail;
}

export interface EndArgs extends At {
  takeId: string;
  /** refuse: a final no of the provider, or given up by a person · fail: the operation failed. */
  event: 'refuse' | 'fail';
  /** The attempt that was refused, or given up. */
  attemptId?: string | undefined;
  /** The operation that failed; another one of the take is not touched. */
  operationId?: string | undefined;
  failure: Failure;
  /** What the provider says that it gave back for the operation that failed, micros or whatever it had cost. */
  refundMicros?: number | 'all' | undefined;
  detail: Detail;
}

/** What a provider says that it gave back for an operation: micros, or whatever it had cost. */
export interface RefundArgs extends At {
  providerId: string;
  operationId: string;
  refundMicros: number | 'all';
}

/** What an operation cost, and what of it was given back. */
export interface OperationCost {
  operationId: string;
  takeId: string;
  costMicros: number;
  refundMicros: number;
}

export interface CancelReply extends Moved {
  cancelled: string[];
  /** Sent already: not sent again, but its clip is kept. */
  goesOn: string[];
  final: string[];
}

export interface RestoredReply extends Moved {
  verdict: 'restored' | 'known' | 'unknown';
}
