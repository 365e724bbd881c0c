import type { ApiScope, Counts, Failure, Clip, Priority, TakeState, Warning } from '@cineflow/contracts';
import type { ClipOutput, GenerationRequest } from '@cineflow/core';

/** A storyboard as the book has it. Times in ms, amounts in micros of the book's currency. */
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
  /** Takes whose clip is not as it was ordered; absent where all are. */
  differing?: number;
  createdAt: number;
  /** When its last take became final; absent while one is not. */
  finishedAt?: number;
}

/** A take as the book has it. Times in ms, amounts in micros. */
export interface TakeRecord {
  takeId: string;
  storyboardId: string;
  storyboardName: string;
  segmentIndex: number;
  /** Where it stands in its storyboard, from 1. */
  place: number;
  takeNumber: number;
  providerId: string;
  model: string;
  fingerprint: string;
  request: GenerationRequest;
  force: boolean;
  state: TakeState;
  /** Grows with every change of the take and of the pause of its storyboard. */
  version: number;
  /** Purchases that were authorised: 1, and one more by each retry. */
  generation: number;
  isPaused: boolean;
  isCancelAsked: boolean;
  /** Take that makes the content this one waits for. */
  follows?: string;
  /** How many creates were begun, and the id of the last one. */
  attempts: number;
  attemptId?: string;
  createdAt: number;
  changedAt: number;
  begunAt?: number;
  unconfirmedAt?: number;
  submittedAt?: number;
  renderedAt?: number;
  finishedAt?: number;
  /** While it is unconfirmed: operations nobody owns, any of which may be its own. */
  suspects?: string[];
  operationId?: string;
  /** Whatever a poll needs beside the id, JSON as text. */
  operationRef?: string;
  /** What it was to cost when it was ordered. */
  priceMicros?: number;
  /** Set aside for an attempt whose outcome is not known. */
  reservedMicros?: number;
  /** What all operations of the take were charged, those that failed included. */
  spentMicros: number;
  /** Operations that were bought for it. */
  bought: number;
  /** Where the clip was when the render was done; may have expired since. */
  output?: ClipOutput;
  clip?: Clip;
  failure?: Failure;
  apiKeyName?: string;
}

/** An attempt that is neither proved unbought nor known to be accepted. */
export interface OpenAttempt {
  attemptId: string;
  takeId: string;
  providerId: string;
  number: number;
  openedAt: number;
  unconfirmedAt?: number;
  /** True for the attempt its take waits for; false for one that a late fact has overtaken. */
  isCurrent: boolean;
  take: TakeRecord;
}

/** A second paid operation, an odd cost, or whatever else a person should look at. */
export interface Incident {
  at: number;
  kind: 'second-operation' | 'odd-cost' | 'given-up-then-found';
  takeId: string;
  providerId: string;
  operationId?: string;
  detail: string;
}

/** An API key: never the key itself, only its hash. */
export interface ApiKeyRecord {
  name: string;
  sha256: string;
  scope: ApiScope;
  budgetMicros?: number;
  createdAt: number;
  revokedAt?: number;
}

/** What was set aside and spent, micros. */
export interface Spending {
  reservedMicros: number;
  spentMicros: number;
}

/** What a person last made of a provider's limiter. */
export interface LaneDecisions {
  isolated?: { note: string };
  /** `configured` is the maximum of the settings at that time: where they say another one now, that counts. */
  maximum?: { maximum: number; configured: number };
}

/** The same of a provider; `givenUpMicros` is the part of it whose charge is not certain. */
export interface ProviderSpending extends Spending {
  givenUpMicros: number;
}

/** An operation that was bought for a take, for its receipt. */
export interface Purchase {
  takeId: string;
  operationId: string;
  attempt?: number;
  acceptedAt: number;
  costMicros?: number;
  /** What the provider gave back of it. */
  refundMicros: number;
}

/** Who the book is, and which Redis it trusts. */
export interface Identity {
  bookId: string;
  schema: number;
  /** The number a permit must carry; raised whenever Redis may have lost something. */
  redisEpoch: number;
  /** Mark of the store the clips lie in; absent until the first one was stored. */
  storeMark?: string;
  /** True until something was ordered. */
  isEmpty: boolean;
}
