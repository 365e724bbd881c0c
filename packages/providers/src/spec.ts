import type {
  ClipOutput,
  GenerationRequest,
  JsonValue,
  ModelCapabilities,
  Money,
  Price,
} from '@cineflow/core';

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

/**
 * A job at the provider. The id is unique within the account, at most 2,048 bytes; `ref` is whatever a poll needs
 * beside it, at most 4,096 bytes of JSON, and means nothing to anybody but the adapter.
 */
export interface Operation {
  id: string;
  ref?: JsonValue | undefined;
}

/**
 * Why a create was refused. `busy` (a relay has no channel to make it) and `rate-limited` may be tried again; the
 * others need a change. `retired`: the model is no longer made.
 */
export type Refusal = 'busy' | 'rate-limited' | 'content-policy' | 'invalid' | 'retired' | 'auth' | 'balance';

/**
 * The four ways a create can end. `unconfirmed` is the default for everything an adapter does not
 * know for certain: the operation may exist and may have been paid. `ownFault`: the fence refused to
 * write, which says nothing about the provider.
 */
export type CreateOutcome =
  | {
      kind: 'accepted';
      operation: Operation;
      cost?: Money;
      /** What was told instead of an amount: a negative number, text, something beyond measure. */
      oddCost?: string;
      evidence: Evidence;
    }
  | { kind: 'refused'; refusal: Refusal; message: string; retryAfterMs?: number; evidence: Evidence }
  | { kind: 'not-sent'; message: string; ownFault: boolean; evidence: Evidence }
  | { kind: 'unconfirmed'; message: string; evidence: Evidence };

/** What was given back for an operation that failed: an amount, or whatever it had cost. */
export type Refund = Money | 'all';

/** `error`: the question could not be answered (transport, 429, 5xx); says nothing about the operation. */
export type PollOutcome =
  /** `odd`: what it says of itself, where that is not one of the words of a running operation. */
  | { kind: 'pending'; progress?: number; odd?: string; evidence: Evidence }
  | { kind: 'completed'; output: ClipOutput; evidence: Evidence }
  | {
      kind: 'failed';
      reason: 'content-policy' | 'provider-failed';
      message: string;
      /** What the provider says that it gave back; absent: it says nothing of that. */
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
  | {
      kind: 'page';
      rowCount: number;
      outcomes: ReadonlyMap<string, PollOutcome | null>;
      evidence?: Evidence;
    }
  | Extract<PollOutcome, { kind: 'error' }>;

/** An operation as the provider lists it, in the words of a request; fields it does not echo are absent. */
export interface ListedOperation {
  operationId: string;
  operationRef?: JsonValue;
  createdAt?: string;
  prompt?: string;
  model?: string;
  durationSeconds?: number;
  aspectRatio?: string;
  hasInputs?: boolean;
  /** Whether its render failed. */
  failed?: boolean;
  /** Only of one that failed. */
  refund?: Refund;
}

/** `complete`: every operation created since the asked time is in it, as far as the provider tells. */
export interface RecentOperations {
  operations: readonly ListedOperation[];
  complete: boolean;
  /** Provider clock minus ours, ms, from its Date header. */
  clockOffsetMs: number;
  /** Pause the provider asks for, ms. */
  throttledMs?: number;
}

/** A line of the account's bill; `refundOf` names the operation whose price came back. */
export interface Charge extends Money {
  at: string;
  model?: string;
  refundOf?: string;
}

/** What an account says of itself, or why it did not. */
type Told<Facts> = (Facts & { kind: 'known'; evidence: Evidence }) | Untold;
interface Untold {
  kind: 'error';
  message: string;
  /** Pause the provider asks for, ms. */
  throttledMs?: number;
  evidence: Evidence;
}

export type Prices = Told<{ prices: readonly Price[] }>;
/** `known` without an amount: the key is good, and the account does not tell it how much money there is. */
export type Balance =
  | Told<{ balance?: Money }>
  | { kind: 'refused'; refusal: 'auth' | 'balance'; message: string; evidence: Evidence };
/** Models the key may use; `isWhole`: there are no others. */
export type KeyModels =
  | Told<{ models: readonly string[]; isWhole: boolean }>
  | { kind: 'refused'; refusal: 'auth'; message: string; evidence: Evidence };
export type ChargeLog = Told<{ charges: readonly Charge[]; complete: boolean }>;
/** `stopped`: the provider says that it will not be made; anything else goes on. */
export type Cancelled = Told<{ stopped: boolean }>;
export type UploadedAsset = Told<{ url: string; expiresAt?: string }>;

export interface CreateContext {
  /** Id of the attempt: names the spool of an answer that carries what was ordered, and is then the operation's id. */
  attemptId: string;
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

type Headers = Readonly<Record<string, string>>;

/** A paid account behind one adapter. No method throws for anything the provider answers. */
export interface Provider extends Capabilities {
  /** Names the account in documents, the book and the lane; stays when a key is exchanged. */
  readonly id: string;
  /** The wire it speaks. */
  readonly family: string;
  readonly models: readonly ModelCapabilities[];
  readonly defaultModel: string;
  /** Renders for free and for show: routing takes it only where it is named. */
  readonly isRehearsal?: boolean;
  /** Origins of the account itself: clips may lie there on a private address, and only they are shown the key. */
  readonly origins: readonly string[];
  /** Headers of a download with `auth: 'provider'`; rejects where a key that has to be exchanged cannot be now. */
  credentials(): Headers | Promise<Headers>;
  /** Sends exactly one POST, in every circumstance, or none. */
  create(request: GenerationRequest, context: CreateContext): Promise<CreateOutcome>;
  poll(operation: Operation, context: CallContext): Promise<PollOutcome>;
}

/** What only some providers can do: an absent method says that this one cannot. */
interface Capabilities {
  /** Asks for many operations at once; pages count from 1, the newest operations first. */
  pollPage?(page: number, context: CallContext): Promise<PollPage>;
  /** Finds the operation of a create whose answer was lost. */
  listRecent?(since: Date, context: CallContext): Promise<RecentOperations>;
  /** A cheap authenticated read: tells whether the key and the money are good again. */
  balance?(context: CallContext): Promise<Balance>;
  /** A cheap authenticated read: what the key may use. */
  keyModels?(context: CallContext): Promise<KeyModels>;
  /** What creates cost at this moment. */
  prices?(context: CallContext): Promise<Prices>;
  /** Proves whether something was charged where operations cannot be listed. */
  chargeLog?(since: Date, context: CallContext): Promise<ChargeLog>;
  cancel?(operation: Operation, context: CallContext): Promise<Cancelled>;
  /** Hands a picture over that the provider could not fetch. */
  uploadAsset?(asset: { bytes: Uint8Array; mediaType: string }, context: CallContext): Promise<UploadedAsset>;
}

export type Capability = keyof Capabilities;

const CAPABILITIES: { [Name in Capability]-?: true } = {
  pollPage: true,
  listRecent: true,
  balance: true,
  keyModels: true,
  prices: true,
  chargeLog: true,
  cancel: true,
  uploadAsset: true,
};

/** The optional methods a provider has. */
export function capabilitiesOf(provider: Capabilities): Capability[] {
  return (Object.keys(CAPABILITIES) as Capability[]).filter((name) => provider[name] !== undefined);
}
