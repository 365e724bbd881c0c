import type { ModelCapabilities, GenerationRequest, Price } from '@cineflow/core';

/** What we know about one HTTP exchange; goes to the book and the log, never holds a secret. */
export interface Evidence {
  status?: number;
  requestId?: string;
  /** Bytes of the request that left this process; 0 proves that nothing was sent. */
  bytesWritten?: number;
  elapsedMs: number;
  /** First characters of the answer, redacted, when it was not understood. */
  bodyStart?: string;
  /** The provider's clock (its Date header), ISO. */
  providerDate?: string;
}

/** Why a create was refused. `busy` and `rate-limited` may be tried again; the others need a change. */
export type Refusal = 'busy' | 'rate-limited' | 'content-policy' | 'invalid' | 'auth' | 'balance';

/**
 * The four ways a create can end. `unconfirmed` is the default for everything an adapter does not
 * know for certain: the operation may exist and may have been paid. `ownFault`: the fence refused to
 * write, which says nothing about the provider.
 */
export type SubmitOutcome =
  | {
      kind: 'accepted';
      operationId: string;
      costCents?: number;
      /** What was told instead of an amount: a negative number, text, something beyond measure. */
      oddCost?: string;
      evidence: Evidence;
    }
  | { kind: 'refused'; refusal: Refusal; message: string; retryAfterMs?: number; evidence: Evidence }
  | { kind: 'not-sent'; message: string; ownFault: boolean; evidence: Evidence }
  | { kind: 'unconfirmed'; message: string; evidence: Evidence };

/** What was given back for an operation that failed: cents, or whatever it had cost. */
export type Refund = number | 'all';

/** `error`: the question could not be answered (transport, 429, 5xx); says nothing about the operation. */
export type PollOutcome =
  | { kind: 'pending'; progress?: number; evidence: Evidence }
  | { kind: 'completed'; url: string; evidence: Evidence }
  | {
      kind: 'failed';
      reason: 'content-policy' | 'provider-failed';
      message: string;
      /** What the provider says that it gave back, cents or all of it; absent: it says nothing of that. */
      refund?: Refund;
      evidence: Evidence;
    }
  | { kind: 'not-found'; message: string; evidence: Evidence }
  | {
      kind: 'error';
      cause: 'throttled' | 'auth' | 'unavailable';
      message: string;
      retryAfterMs?: number;
      evidence: Evidence;
    };

/**
 * One page of the account's operations: what a poll of each would tell, or null where its row tells less than a poll.
 * Such an operation, and one that is not on the page, has to be asked singly; nothing else follows from that.
 */
export type PollPage =
  | { kind: 'page'; rowCount: number; outcomes: ReadonlyMap<string, PollOutcome | null> }
  | Extract<PollOutcome, { kind: 'error' }>;

/** An operation as the provider lists it; fields it does not echo are absent. */
export interface ListedOperation {
  operationId: string;
  createdAt?: string;
  prompt?: string;
  durationSeconds?: number;
  resolution?: string;
  isPro?: boolean;
  imageUrl?: string | null;
  /** Only of one that failed. */
  refund?: Refund;
}

/** `complete`: every operation created since the asked time is in it, as far as the provider tells. */
export interface RecentOperations {
  operations: readonly ListedOperation[];
  complete: boolean;
  /** Provider clock minus ours, ms, from its Date header. */
  clockOffsetMs: number;
  /** For so long the provider wants no more questions, ms. */
  throttledMs?: number;
}

export interface SubmitContext {
  /** Asked in the same tick in which the first byte would be written; false means: do not write. */
  mayWrite: () => boolean;
  /** Nothing may be sent before it resolves; the connection can be made meanwhile. */
  ready?: Promise<unknown>;
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface CallContext {
  timeoutMs: number;
  signal?: AbortSignal;
  /** Asked before each page of a list after the first; false ends the reading, and the list is not complete. */
  mayAsk?: () => Promise<boolean>;
}

/**
 * A paid account behind one adapter. No method throws for anything the provider answers.
 * Optional methods are the capability signal: absent means the provider cannot do it.
 */
export interface Provider {
  readonly id: string;
  readonly models: readonly ModelCapabilities[];
  readonly defaultModel: string;
  /** Currency of its prices, costs and balance; absent: that of the book. */
  readonly currency?: string;
  /** Hosts a clip may be fetched from with our credentials; everything else gets none. */
  readonly trustedOrigins: readonly string[];
  /** Sends exactly one POST, in every circumstance, or none. */
  submit(request: GenerationRequest, context: SubmitContext): Promise<SubmitOutcome>;
  poll(operationId: string, context: CallContext): Promise<PollOutcome>;
  /** Asks for many operations at once; pages count from 1, the newest operations first. */
  pollPage?(page: number, context: CallContext): Promise<PollPage>;
  listRecent?(since: Date, context: CallContext): Promise<RecentOperations>;
  /** A cheap authenticated read: tells whether the key and the money are good again. */
  balance?(context: CallContext): Promise<Balance>;
  /** What creates cost at this moment. */
  prices?(context: CallContext): Promise<Prices>;
}

export type Prices =
  | { kind: 'known'; prices: readonly Price[]; evidence: Evidence }
  | { kind: 'error'; message: string; throttledMs?: number; evidence: Evidence };

export type Balance =
  | { kind: 'known'; cents: number; evidence: Evidence }
  | { kind: 'refused'; refusal: 'auth' | 'balance'; message: string; evidence: Evidence }
  | { kind: 'error'; message: string; throttledMs?: number; evidence: Evidence };
