import type {
  ClipOutput,
  GenerationRequest,
  JsonValue,
  ModelCapabilities,
  Money,
  Price,
} from '@cineflow/core';

/** What is known about one HTTP exchange, for the book and the log. Never contains a secret. */
export interface Evidence {
  status?: number;
  requestId?: string;
  /** Bytes of the request that left this process; 0 proves that nothing was sent. */
  bytesWritten?: number;
  elapsedMs: number;
  /** First characters of an answer we did not understand, redacted. */
  bodyStart?: string;
  /** The provider's clock (its Date header), ISO. */
  providerDate?: string;
}

/**
 * A job at the provider. The id is unique within the account, at most 2,048 bytes. `ref` is whatever else a poll
 * needs, at most 4,096 bytes of JSON; only the adapter reads it.
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
 * The four ways a create can end. Anything an adapter is not certain of is `unconfirmed`: the operation may exist and
 * be paid. `ownFault`: the fence refused to write, which says nothing about the provider.
 */
export type CreateOutcome =
  | {
      kind: 'accepted';
      operation: Operation;
      cost?: Money;
      /** Reported instead of an amount: a negative number, text, or an absurd figure. */
      oddCost?: string;
      evidence: Evidence;
    }
  | { kind: 'refused'; refusal: Refusal; message: string; retryAfterMs?: number; evidence: Evidence }
  | { kind: 'not-sent'; message: string; ownFault: boolean; evidence: Evidence }
  | { kind: 'unconfirmed'; message: string; evidence: Evidence };

/** Refund of a failed operation: an amount, or all of its cost. */
export type Refund = Money | 'all';

/** `error`: the poll failed (transport, 429, 5xx); says nothing about the operation. */
export type PollOutcome =
  /** `odd`: its status, if that is not a known word for a running operation. */
  | { kind: 'pending'; progress?: number; odd?: string; evidence: Evidence }
  | { kind: 'completed'; output: ClipOutput; evidence: Evidence }
  | {
      kind: 'failed';
      reason: 'content-policy' | 'provider-failed';
      message: string;
      /** Refund the provider reports; absent: it reports none. */
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
 * One page of the account's operations, each with the outcome a poll would give. Null: the row tells less than a
 * poll. Such operations, and those not on the page, are polled one by one.
 */
export type PollPage =
  | {
      kind: 'page';
      rowCount: number;
      outcomes: ReadonlyMap<string, PollOutcome | null>;
      evidence?: Evidence;
    }
  | Extract<PollOutcome, { kind: 'error' }>;

/** An operation as the provider lists it, in the fields of a request; fields it does not show are absent. */
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
  /** Only for failed operations. */
  refund?: Refund;
}

/** `complete`: contains every operation created since the given time, as far as the provider tells. */
export interface RecentOperations {
  operations: readonly ListedOperation[];
  complete: boolean;
  /** Provider clock minus ours, ms, from its Date header. */
  clockOffsetMs: number;
  /** Pause the provider asks for, ms. */
  throttledMs?: number;
}

/** An entry of the account's bill; `refundOf` names the operation that was refunded. */
export interface Charge extends Money {
  at: string;
  model?: string;
  refundOf?: string;
}

/** What an account reports, or why it did not. */
type Told<Facts> = (Facts & { kind: 'known'; evidence: Evidence }) | Untold;
interface Untold {
  kind: 'error';
  message: string;
  /** Pause the provider asks for, ms. */
  throttledMs?: number;
  evidence: Evidence;
}

export type Prices = Told<{ prices: readonly Price[] }>;
/** `known` without an amount: the key is good, but the account does not report its balance. */
export type Balance =
  | Told<{ balance?: Money }>
  | { kind: 'refused'; refusal: 'auth' | 'balance'; message: string; evidence: Evidence };
/** Models the key may use; `isWhole`: there are no others. */
export type KeyModels =
  | Told<{ models: readonly string[]; isWhole: boolean }>
  | { kind: 'refused'; refusal: 'auth'; message: string; evidence: Evidence };
export type ChargeLog = Told<{ charges: readonly Charge[]; complete: boolean }>;
/** `stopped`: the provider says that it will not make the clip; anything else continues. */
export type Cancelled = Told<{ stopped: boolean }>;
export type UploadedAsset = Told<{ url: string; expiresAt?: string }>;

export interface CreateContext {
  /** Id of the attempt. Where the answer contains the content, it names the file and becomes the operation's id. */
  attemptId: string;
  /** Called in the tick in which the first byte would be written; false forbids it. */
  mayWrite: () => boolean;
  /** Send nothing before it resolves; connecting meanwhile is fine. */
  ready?: Promise<unknown>;
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface CallContext {
  timeoutMs: number;
  signal?: AbortSignal;
  /** Called before each page of a list but the first; false stops the reading, and the list is incomplete. */
  mayAsk?: () => Promise<boolean>;
}

type Headers = Readonly<Record<string, string>>;

/** A paid account behind one adapter. No method throws, whatever the provider answers. */
export interface Provider extends Capabilities {
  /** Names the account in documents, the book and the lane; stays the same when the key is replaced. */
  readonly id: string;
  /** Its wire protocol. */
  readonly family: string;
  readonly models: readonly ModelCapabilities[];
  readonly defaultModel: string;
  /** Free and for show: routing takes it only where it is named. */
  readonly isRehearsal?: boolean;
  /** A picture may be sent as a data URI; otherwise the provider must be able to fetch it. */
  readonly takesDataUris?: boolean;
  /** The adapter puts the bytes of every picture into the create: a link would only be fetched back by ourselves. */
  readonly sendsBytes?: boolean;
  /** The account's own origins. Only they receive the key and may have a private address. */
  readonly origins: readonly string[];
  /** Headers of a download with `auth: 'provider'`; rejects if the key cannot be exchanged for a token now. */
  credentials(): Headers | Promise<Headers>;
  /** Sends exactly one POST, or none. Never repeats it. */
  create(request: GenerationRequest, context: CreateContext): Promise<CreateOutcome>;
  poll(operation: Operation, context: CallContext): Promise<PollOutcome>;
}

/** Optional abilities: a missing method means that the provider cannot do it. */
interface Capabilities {
  /** Polls many operations at once; pages count from 1, newest operations first. */
  pollPage?(page: number, context: CallContext): Promise<PollPage>;
  /** Finds the operation of a create whose answer was lost. */
  listRecent?(since: Date, context: CallContext): Promise<RecentOperations>;
  /** A cheap authenticated read that tells whether key and money are good again. */
  balance?(context: CallContext): Promise<Balance>;
  /** A cheap authenticated read of the models the key may use. */
  keyModels?(context: CallContext): Promise<KeyModels>;
  /** Current prices of creates. */
  prices?(context: CallContext): Promise<Prices>;
  /** Proves whether money moved, where operations cannot be listed. */
  chargeLog?(since: Date, context: CallContext): Promise<ChargeLog>;
  cancel?(operation: Operation, context: CallContext): Promise<Cancelled>;
  /** Uploads a picture that the provider could not fetch. */
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
