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
  Identity,
  Incident,
  LaneDecisions,
  OpenAttempt,
  ProviderSpending,
  Purchase,
  Spending,
  StoryboardRecord,
  TakeRecord,
} from './records.ts';

/** Everything that was ordered, paid and decided. Every method is one transaction unless it says otherwise. */
export interface Book {
  readonly driver: DriverKind;

  readonly storyboards: {
    /**
     * Keeps a storyboard as a whole. Large ones are written part by part as a draft nobody sees, then published in one
     * step. Repeating it with the same id changes nothing. `superseded`: another request holds the key now.
     */
    accept(args: {
      storyboard: PlannedStoryboard;
      kept?: KeptAnswer | undefined;
    }): Promise<{ verdict: 'accepted' | 'superseded' }>;
    /** `isRemovedToo`: also one that was removed, for its receipt. */
    read(args: { id: string; isRemovedToo?: boolean }): Promise<StoryboardRecord | null>;
    /** Newest first; `before` is the cursor of the page before. */
    list(args: {
      limit: number;
      before?: string;
      apiKeyName?: string;
    }): Promise<{ storyboards: StoryboardRecord[]; nextCursor?: string }>;
    /**
     * Takes in the order of the document; `after` is the place of the last one of the page before. Without a limit they
     * are read page by page, each page of its own moment: one long read would hold up all others.
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
    /** Removes a storyboard that is final; receipts, operations and clips other orders use stay. */
    remove(args: {
      id: string;
      by?: string;
      reason?: string;
    }): Promise<{ verdict: 'removed' | 'open' | 'unknown' }>;
    /** A part of the drafts nobody published in time. Returns how many rows went; call until 0. */
    sweepDrafts(args: { olderThanMs: number }): Promise<{ removed: number }>;
  };

  readonly takes: BookTakes;

  readonly attempts: {
    /**
     * Attempts without an outcome, oldest first; those of takes that are `submitting` only when older than asked.
     * `askedAt` is now by the clock of their times, ms: compare them with no other clock.
     */
    open(
      args: At & { providerId: string; submittingOlderThanMs: number },
    ): Promise<{ askedAt: number; attempts: OpenAttempt[] }>;
    countUnconfirmed(args: { providerId: string }): Promise<number>;
    /** Which of these ids the book does not have. */
    missing(args: { attemptIds: string[] }): Promise<string[]>;
    /** The clock was stepped: every unconfirmed attempt waits its settle time anew. */
    restartWaits(args: At): Promise<void>;
  };

  readonly operations: {
    /** Those of the ids that a take owns. */
    bound(args: { providerId: string; operationIds: string[] }): Promise<string[]>;
    bought(args: { providerId: string; since: number }): Promise<BoughtOperation[]>;
    ofStoryboard(args: { id: string }): Promise<Purchase[]>;
    /** What these operations cost and gave back; those no take owns, or of unknown cost, are left out. */
    costs(args: { providerId: string; operationIds: string[] }): Promise<OperationCost[]>;
    /** A fact: what the provider gave back, booked once however often it is told, never more than the cost. */
    refund(args: RefundArgs): Promise<Moved & { refundedMicros: number }>;
    incidents(args: { limit: number }): Promise<Incident[]>;
    countIncidents(args: Record<string, never>): Promise<number>;
  };

  readonly contents: {
    /** The fingerprints whose clip is stored: ordering them again costs nothing. */
    stored(args: { fingerprints: string[] }): Promise<string[]>;
    /** The stored clip is gone or damaged: it must be made again, and this take may do so. */
    lost(args: { takeId: string; clip: Clip }): Promise<Moved & { verdict: 'waiting' | 'stale' }>;
    /** The clip of a take was damaged and is stored again. */
    replace(args: { takeId: string; damaged: Clip; clip: Clip }): Promise<{ verdict: 'replaced' | 'stale' }>;
    /** A clip lies in the store and no record says so (restore). */
    adopt(args: { fingerprint: string; takeId: string; apiKeyName?: string; clip: Clip }): Promise<void>;
    /** Every stored clip, page by page of fingerprints. */
    list(args: { after: string; limit: number }): Promise<{ cursor: string; clips: Clip[] }>;
  };

  readonly budgets: {
    /** Which of these queued takes fit now, taken in this order; why not, for the others. */
    fitting(
      args: At & { takeIds: string[]; dailyBudgetMicros?: number | undefined },
    ): Promise<{ fits: string[]; parked: { takeId: string; detail: string }[]; gone: string[] }>;
    ofKey(args: { apiKeyName: string }): Promise<Spending>;
    ofDay(args: { at: number }): Promise<Spending>;
    ofProvider(args: { providerId: string }): Promise<ProviderSpending>;
    /** Remembers an audit; answers by how many micros the balance fell more than the spending grew; null: not known. */
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
    /** `exists`: the name has a key that is not revoked. */
    create(args: {
      key: Omit<ApiKeyRecord, 'createdAt' | 'revokedAt'>;
    }): Promise<{ verdict: 'created' | 'exists' }>;
    revoke(args: { name: string }): Promise<{ verdict: 'done' | 'unknown' }>;
    setBudget(args: { name: string; budgetMicros: number | null }): Promise<{ verdict: 'done' | 'unknown' }>;
  };

  readonly idempotency: {
    claim(args: At & { claim: KeyClaim; busyMs: number }): Promise<Claimed>;
  };

  /** What a restored, older copy is told of things that happened after it was made. */
  readonly restore: {
    /** An attempt that may have been sent: the take is unconfirmed from now on. */
    attempt(args: { takeId: string; attemptId: string }): Promise<RestoredReply>;
    /** Binds an operation to a take the book does not have. */
    operation(args: {
      providerId: string;
      operationId: string;
      operationRef?: string | undefined;
      takeId: string;
    }): Promise<void>;
  };

  readonly identity: {
    read(args: Record<string, never>): Promise<Identity>;
    /** Raises the Redis epoch: from its commit on no permit given before it buys anything. */
    raiseEpoch(args: Record<string, never>): Promise<number>;
    /** Remembers the mark of the store unless there is one; answers with the one that is remembered. */
    bindStore(args: { mark: string }): Promise<string>;
  };

  health(): Promise<BookHealth>;
  backup(path: string): Promise<void>;
  close(): Promise<void>;
}
