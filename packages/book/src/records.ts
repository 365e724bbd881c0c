import type { ApiScope, Counts, Failure, Clip, Priority, TakeState, Warning } from '@cineflow/contracts';
import type { ClipOutput, GenerationRequest } from '@cineflow/core';

/** A storyboard in the book. Times in ms, amounts in micros of the book's currency. */
export interface StoryboardRecord {
  id: string;
  name: string;
  providerId: string;
  model: string;
  priority: Priority;
  shots: number;
  takes: number;
  warnings: Warning[];
  counts: Counts;
  spentMicros: number;
  reservedMicros: number;
  budgetMicros?: number;
  apiKeyName?: string;
  retryFailed?: number;
  isPaused: boolean;
  /** Number of takes whose clip differs from the order; absent if none. */
  differing?: number;
  /** Number of bought takes of which neither price nor cost is known; absent if none. */
  unpriced?: number;
  createdAt: number;
  /** When the last take became final; absent before. */
  finishedAt?: number;
}

/** A picture in the store, by the hash of the bytes that were given. Size and type are those of the cleaned one. */
export interface NewAsset {
  sha256: string;
  /** File name it came with. */
  name?: string | undefined;
  mediaType: string;
  width: number;
  height: number;
  sizeBytes: number;
  /** What a stitched picture shows. */
  panels?: readonly unknown[] | undefined;
}

/** A picture in the book. Times in ms. */
export interface AssetRecord extends NewAsset {
  createdAt: number;
  usedAt: number;
  /** A storyboard that is not removed has ordered with it. */
  isUsed: boolean;
}

export interface AssetPage {
  assets: AssetRecord[];
  nextCursor?: string;
}

/** A take in the book. Times in ms, amounts in micros. */
export interface TakeRecord {
  takeId: string;
  storyboardId: string;
  storyboardName: string;
  segmentIndex: number;
  /** Position in its storyboard, from 1. */
  place: number;
  takeNumber: number;
  providerId: string;
  model: string;
  fingerprint: string;
  request: GenerationRequest;
  force: boolean;
  state: TakeState;
  /** Grows with every change of the take and each pause of its storyboard. */
  version: number;
  /** Authorised purchases: 1, plus 1 for each retry. */
  generation: number;
  isPaused: boolean;
  isCancelAsked: boolean;
  /** The take that makes the content this one waits for. */
  follows?: string;
  /** Rank of its route; absent without a choice. */
  route?: number;
  /** Number of started creates, and the id of the last one. */
  attempts: number;
  attemptId?: string;
  createdAt: number;
  changedAt: number;
  begunAt?: number;
  unconfirmedAt?: number;
  submittedAt?: number;
  renderedAt?: number;
  finishedAt?: number;
  /** While unconfirmed: operations without a take, any of which may belong to it. */
  suspects?: string[];
  operationId?: string;
  /** Data a poll needs besides the id, as JSON text. */
  operationRef?: string;
  /** Price at the time of the order. */
  priceMicros?: number;
  /** Reserved for an attempt with an unknown outcome. */
  reservedMicros?: number;
  /** Charges of all its operations, failed ones included. */
  spentMicros: number;
  /** Number of operations bought for it. */
  bought: number;
  /** Location of the clip when the render ended; may have expired. */
  output?: ClipOutput;
  clip?: Clip;
  failure?: Failure;
  apiKeyName?: string;
}

/** A provider account and model that can make a take. */
export interface TakeRoute {
  /** 1 is the best. */
  rank: number;
  providerId: string;
  model: string;
  isPresent: boolean;
  /** Since nothing could be bought there, ms; Infinity: never so. */
  restedMs: number;
  /** The model is no longer made. */
  isRetired: boolean;
}

/** An attempt neither proved unbought nor known to be accepted. */
export interface OpenAttempt {
  attemptId: string;
  takeId: string;
  providerId: string;
  number: number;
  openedAt: number;
  unconfirmedAt?: number;
  /** True for the take's current attempt; false for one overtaken by a late fact. */
  isCurrent: boolean;
  take: TakeRecord;
}

/** A second paid operation, an implausible cost, or another event for a person. */
export interface Incident {
  at: number;
  kind: 'second-operation' | 'odd-cost' | 'given-up-then-found';
  takeId: string;
  providerId: string;
  operationId?: string;
  detail: string;
}

/** An API key: only its hash, never the key itself. */
export interface ApiKeyRecord {
  name: string;
  sha256: string;
  scope: ApiScope;
  budgetMicros?: number;
  createdAt: number;
  revokedAt?: number;
}

/** Reserved and spent amounts, micros. */
export interface Spending {
  reservedMicros: number;
  spentMicros: number;
}

/** An operator's latest decisions about a provider's lane. */
export interface LaneDecisions {
  isolated?: { note: string };
  /** `configured` is the setting at that time; a changed setting overrides this maximum. */
  maximum?: { maximum: number; configured: number };
}

/** Spending at a provider; the charge of `givenUpMicros` is uncertain. */
export interface ProviderSpending extends Spending {
  givenUpMicros: number;
}

/** An operation bought for a take, for its receipt. */
export interface Purchase {
  takeId: string;
  providerId: string;
  operationId: string;
  attempt?: number;
  acceptedAt: number;
  costMicros?: number;
  /** Refunded by the provider. */
  refundMicros: number;
}

/** Identity of the book and the epoch of its Redis. */
export interface Identity {
  bookId: string;
  schema: number;
  /** Epoch that a permit must carry; raised whenever Redis may have lost state. */
  redisEpoch: number;
  /** What every amount in it is counted in. */
  currency: string;
  /** Mark of the store the clips lie in; absent until the first one was stored. */
  storeMark?: string;
  /** True until the first order. */
  isEmpty: boolean;
}
