import type { Clip, TakeState } from '@cineflow/contracts';
import type { BoughtOperation, PlannedStoryboard } from '@cineflow/core';
import type { BookTakes } from './book-takes.ts';
import type {
  At,
  Claimed,
  KeptAnswer,
  KeyClaim,
  Moved,
  OperationCost,
  RefundArgs,
  RestoredReply,
} from './calls.ts';
import type { BookHealth, DriverKind } from './driver.ts';
import type {
  ApiKeyRecord,
  AssetPage,
  AssetRecord,
  Identity,
  Incident,
  LaneDecisions,
  NewAsset,
  OpenAttempt,
  ProviderSpending,
  Purchase,
  Spending,
  StoryboardRecord,
  TakeRecord,
} from './records.ts';

/** The record of everything ordered, paid and decided. Each method is one transaction unless noted. */
export interface Book {
  readonly driver: DriverKind;

  readonly storyboards: {
    /**
     * Stores a storyboard atomically and idempotently by id. A large one is written as an invisible draft and
     * published in one step.
     * `superseded`: another request holds the idempotency key · `picture-gone`: a picture of it was removed.
     */
    accept(args: {
      storyboard: PlannedStoryboard;
      kept?: KeptAnswer | undefined;
    }): Promise<{ verdict: 'accepted' | 'superseded' | 'picture-gone' }>;
    /** `isRemovedToo`: include a removed storyboard, for its receipt. */
    read(args: { id: string; isRemovedToo?: boolean }): Promise<StoryboardRecord | null>;
    /** Newest first; `before` is the cursor from the previous page. */
    list(args: {
      limit: number;
      before?: string;
      apiKeyName?: string;
    }): Promise<{ storyboards: StoryboardRecord[]; nextCursor?: string }>;
    /**
     * Takes in document order; `after` is the last place of the previous page.
     * Without a limit every page is a transaction of its own: one long read would block the others.
     */
    takes(args: {
      id: string;
      after?: number;
      limit?: number;
      states?: TakeState[];
      isRemovedToo?: boolean;
    }): Promise<TakeRecord[]>;
    pause(args: { id: string; by?: string; reason?: string }): Promise<{ verdict: 'done' | 'unknown' }>;
    resume(args: { id: string; by?: string; reason?: string }): Promise<{ verdict: 'done' | 'unknown' }>;
    setBudget(args: {
      id: string;
      budgetMicros: number | null;
      by?: string;
      reason?: string;
    }): Promise<{ verdict: 'done' | 'unknown' }>;
    /** Removes a final storyboard. Receipts, operations and clips used elsewhere stay. */
    remove(args: {
      id: string;
      by?: string;
      reason?: string;
    }): Promise<{ verdict: 'removed' | 'open' | 'unknown' }>;
    /** Removes part of the abandoned drafts. Returns the number of rows; call until 0. */
    sweepDrafts(args: { olderThanMs: number }): Promise<{ removed: number }>;
  };

  readonly takes: BookTakes;

  readonly attempts: {
    /**
     * Attempts without an outcome, oldest first; those of `submitting` takes only beyond the given age.
     * `askedAt` is now, ms, on the clock of their times: compare them with no other clock.
     */
    open(
      args: At & { providerId: string; submittingOlderThanMs: number },
    ): Promise<{ askedAt: number; attempts: OpenAttempt[] }>;
    /** Ids of the providers of such attempts; one may not be set up any more. */
    openProviders(args: Record<string, never>): Promise<string[]>;
    countUnconfirmed(args: { providerId: string }): Promise<number>;
    /** Ids that are not in the book. */
    missing(args: { attemptIds: string[] }): Promise<string[]>;
    /** After a clock step: restarts the settle time of every unconfirmed attempt. */
    restartWaits(args: At): Promise<void>;
  };

  readonly operations: {
    /** Ids of operations that belong to a take. */
    bound(args: { providerId: string; operationIds: string[] }): Promise<string[]>;
    bought(args: { providerId: string; since: number }): Promise<BoughtOperation[]>;
    ofStoryboard(args: { id: string }): Promise<Purchase[]>;
    /** Cost and refund of operations, without those of no take or of unknown cost. */
    costs(args: { providerId: string; operationIds: string[] }): Promise<OperationCost[]>;
    /** Records a refund. A fact: booked once, never more than the cost. */
    refund(args: RefundArgs): Promise<Moved & { refundedMicros: number }>;
    incidents(args: { limit: number }): Promise<Incident[]>;
    countIncidents(args: Record<string, never>): Promise<number>;
  };

  readonly contents: {
    /** Fingerprints with a stored clip: ordering them again is free. */
    stored(args: { fingerprints: string[] }): Promise<string[]>;
    /** The stored clip is lost or damaged: it must be made again, and this take may do so. */
    lost(args: { takeId: string; clip: Clip }): Promise<Moved & { verdict: 'waiting' | 'stale' }>;
    /** Records the new clip of a take after a damaged one. */
    replace(args: { takeId: string; damaged: Clip; clip: Clip }): Promise<{ verdict: 'replaced' | 'stale' }>;
    /** Records a clip that is in the store but not in the book (restore). */
    adopt(args: { fingerprint: string; takeId: string; apiKeyName?: string; clip: Clip }): Promise<void>;
    /** All stored clips, paged by fingerprint. */
    list(args: { after: string; limit: number }): Promise<{ cursor: string; clips: Clip[] }>;
  };

  /** Pictures people gave us; `owner` is the name of their API key, empty without keys. */
  readonly assets: {
    /** Records a picture that is in the store. `quota`: most pictures of an owner; `kept`: how many there are. */
    add(args: {
      owner: string;
      asset: NewAsset;
      quota?: number | undefined;
    }): Promise<{ verdict: 'added' | 'known' | 'over-quota'; kept?: number }>;
    /** Those of the owner that exist. */
    find(args: { owner: string; sha256s: string[] }): Promise<AssetRecord[]>;
    /** Type and size of a picture, whoever owns it; null if it has no owner. */
    facts(args: { sha256: string }): Promise<Pick<NewAsset, 'mediaType' | 'sizeBytes'> | null>;
    /** Newest first; `before` is the cursor of the previous page. */
    list(args: { owner: string; limit: number; before?: string | undefined }): Promise<AssetPage>;
    /** `used`: a storyboard needs it · `isLast`: it has no other owner, so its file can be deleted. */
    remove(args: {
      owner: string;
      sha256: string;
    }): Promise<{ verdict: 'removed' | 'used' | 'unknown'; isLast?: boolean }>;
    /** Some pictures that have not been used for this long. */
    unused(args: At & { unusedMs: number; limit: number }): Promise<{ owner: string; sha256: string }[]>;
  };

  readonly budgets: {
    /** Queued takes that fit their budgets, in this order; the reason for the others. */
    fitting(
      args: At & { takeIds: string[]; dailyBudgetMicros?: number | undefined },
    ): Promise<{ fits: string[]; parked: { takeId: string; detail: string }[]; gone: string[] }>;
    ofKey(args: { apiKeyName: string }): Promise<Spending>;
    ofDay(args: { at: number }): Promise<Spending>;
    ofProvider(args: { providerId: string }): Promise<ProviderSpending>;
    /** Stores an audit. Returns the unexplained drop of the balance in micros; null if unknown. */
    recordAudit(args: {
      providerId: string;
      balanceMicros?: number | undefined;
      spentMicros: number;
    }): Promise<number | null>;
  };

  readonly lanes: {
    decisions(args: { providerId: string }): Promise<LaneDecisions>;
    decide(args: {
      providerId: string;
      decision:
        | { kind: 'isolated'; note: string }
        | { kind: 'opened' }
        | { kind: 'maximum'; maximum: number; configured: number };
      by?: string;
    }): Promise<void>;
  };

  readonly keys: {
    list(args: Record<string, never>): Promise<ApiKeyRecord[]>;
    /** `exists`: the name has a valid key. */
    create(args: {
      key: Omit<ApiKeyRecord, 'createdAt' | 'revokedAt'>;
    }): Promise<{ verdict: 'created' | 'exists' }>;
    revoke(args: { name: string }): Promise<{ verdict: 'done' | 'unknown' }>;
    setBudget(args: { name: string; budgetMicros: number | null }): Promise<{ verdict: 'done' | 'unknown' }>;
  };

  readonly idempotency: {
    claim(args: At & { claim: KeyClaim; busyMs: number }): Promise<Claimed>;
  };

  /** Later facts for a restored, older copy of the book. */
  readonly restore: {
    /** The attempt may have been sent: the take becomes unconfirmed. */
    attempt(args: { takeId: string; attemptId: string }): Promise<RestoredReply>;
    /** Binds an operation to a take that is not in the book. */
    operation(args: {
      providerId: string;
      operationId: string;
      operationRef?: string | undefined;
      takeId: string;
    }): Promise<void>;
  };

  readonly identity: {
    read(args: Record<string, never>): Promise<Identity>;
    /** Raises the Redis epoch. From the commit on, older permits buy nothing. */
    raiseEpoch(args: Record<string, never>): Promise<number>;
    /** Stores the mark of the clip store if there is none. Returns the stored one. */
    bindStore(args: { mark: string }): Promise<string>;
    /** A secret of this installation; the given one if there is none yet. */
    secret(args: { name: 'media_secret'; value: string }): Promise<string>;
  };

  health(): Promise<BookHealth>;
  backup(path: string): Promise<void>;
  close(): Promise<void>;
}
