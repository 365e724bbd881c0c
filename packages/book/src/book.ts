import type { Failure, Film, TakeState, TimelineEntry } from '@cineflow/contracts';
import type { BoughtOperation, LineTake, Order, PlannedStoryboard } from '@cineflow/core';
import type { BookHealth, DriverKind } from './driver.ts';
import type {
  ApiKeyRecord,
  Identity,
  Incident,
  LaneDecisions,
  OpenAttempt,
  Spending,
  StoryboardRecord,
  TakeRecord,
} from './records.ts';

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
interface At {
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
    | { verdict: 'go'; number: number; now: number; request: Order; model: string }
    | { verdict: 'reuse'; clip: Film; maker: string }
    | { verdict: 'moved-on'; state: TakeState; clip?: Film; failure?: Failure }
    | { verdict: 'budget'; budgetId: string; detail: string }
    | { verdict: 'follow' | 'no-permit' | 'paused' | 'epoch' | 'rolled-back' | 'unknown' }
  );

export interface AcceptArgs extends At {
  takeId: string;
  /** The attempt that was answered; absent where an operation was found in a list. */
  attemptId?: string | undefined;
  operationId: string;
  /** Absent: the price. */
  costMicros?: number | undefined;
  detail: Detail;
}

/**
 * accepted · already: the same was recorded before · bound: another take owns the operation, nothing was changed ·
 * second: the take has another operation; this one is recorded and is an incident · unknown: no such take.
 */
export type Accepted = Moved &
  (
    | { verdict: 'accepted' | 'already' | 'unknown' }
    | { verdict: 'bound'; takeId: string }
    | { verdict: 'second'; operationId: string }
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
  detail: Detail;
}

export interface CancelReply extends Moved {
  cancelled: string[];
  /** Sent already: not sent again, but its clip is kept. */
  goesOn: string[];
  final: string[];
}

/** Records of everything that was ordered, paid and decided. Every method is one transaction unless it says otherwise. */
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
    /** Takes in the order of the document; `after` is the place of the last one of the page before. */
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
    /** Drafts nobody published in time. Returns how many takes went; call until 0. */
    sweepDrafts(args: { olderThanMs: number }): Promise<{ removed: number }>;
  };

  readonly takes: {
    read(args: { takeId: string }): Promise<TakeRecord | null>;
    readMany(args: { takeIds: string[] }): Promise<TakeRecord[]>;
    timelines(args: { takeIds: string[] }): Promise<TimelineEntry[][]>;
    /** The licence: the only way to a create. */
    begin(args: BeginArgs): Promise<Begun>;
    /** The last look before the first byte: is the attempt still the one? */
    holds(args: { takeId: string; attemptId: string }): Promise<boolean>;
    accept(args: AcceptArgs): Promise<Accepted>;
    /**
     * Proved that nothing was bought: the take waits for its turn again, is cancelled where that was asked, or, where
     * several creates in a row met the same answer that neither accepted nor refused them, ends as failed.
     */
    requeue(args: RequeueArgs): Promise<Moved & { verdict: 'requeued' | 'released' | 'ended' | 'stale' }>;
    /** `alike`: how many of the last creates of this purchase met this very answer. */
    markUnconfirmed(
      args: UnconfirmedArgs,
    ): Promise<Moved & { verdict: 'unconfirmed' | 'wait' | 'stale'; waitMs?: number; alike?: number }>;
    recordSuspects(args: { takeId: string; attemptId: string; operationIds: string[] }): Promise<void>;
    end(args: EndArgs): Promise<Moved & { verdict: 'failed' | 'stale' }>;
    markOverdue(args: At & { takeId: string }): Promise<Moved>;
    render(
      args: At & { takeId: string; operationId: string; link: string; detail: Detail },
    ): Promise<Moved & { verdict: 'collecting' | 'stale'; renderMs?: number }>;
    store(
      args: At & { takeId: string; clip: Film; detail: Detail },
    ): Promise<Moved & { verdict: 'stored' | 'stale' }>;
    reuse(
      args: At & { takeId: string; clip: Film; detail: Detail },
    ): Promise<Moved & { verdict: 'stored' | 'stale' }>;
    /** At most 200 at a time. */
    cancel(args: { takeIds: string[]; detail: Detail }): Promise<CancelReply>;
    /** Queues final takes once more, all or none; each is paid once more. */
    retry(args: {
      takeIds: string[];
      detail: Detail;
      kept?: KeptAnswer | undefined;
    }): Promise<Moved & { verdict: 'retried' | 'stale' | 'superseded'; takeId?: string; state?: TakeState }>;
    /** Takes whose render passed its limit; they hold their permits. */
    countOverdue(args: { providerId: string }): Promise<number>;
    /** Those of these takes that stayed in a step of a worker for longer than it can last. */
    stuck(
      args: At & { takeIds: string[]; olderThanMs: number },
    ): Promise<{ takeId: string; state: TakeState }[]>;
    /** A line in the history that changes nothing. */
    note(args: { takeId: string; event: string; detail: Detail }): Promise<void>;
    /** Takes that are not final, by id, to be compared with what Redis has. */
    openVersions(args: {
      providerId: string;
      after: string;
      limit: number;
    }): Promise<{ takeId: string; version: number }[]>;
    /** What Redis is to be told of these takes, whatever their state. */
    lineRows(args: { takeIds: string[] }): Promise<LineTake[]>;
    /** The same for open takes, those that hold a permit (`inFlight`) or the others, by id. */
    openRows(args: {
      providerId: string;
      inFlight: boolean;
      after: string;
      limit: number;
    }): Promise<LineTake[]>;
    /** The same for the queued takes of a storyboard. */
    queuedRows(args: {
      storyboardId: string;
      after: number;
      limit: number;
    }): Promise<(LineTake & { place: number })[]>;
  };

  readonly attempts: {
    /** Attempts without an outcome, oldest first; those of takes that are `submitting` only when older than asked. */
    open(args: At & { providerId: string; submittingOlderThanMs: number }): Promise<OpenAttempt[]>;
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
    ofStoryboard(args: {
      id: string;
    }): Promise<
      { takeId: string; operationId: string; attempt?: number; acceptedAt: number; costMicros?: number }[]
    >;
    incidents(args: { limit: number }): Promise<Incident[]>;
    countIncidents(args: Record<string, never>): Promise<number>;
  };

  readonly contents: {
    /** The fingerprints whose clip is stored: ordering them again costs nothing. */
    stored(args: { fingerprints: string[] }): Promise<string[]>;
    /** The stored clip is gone or damaged: it must be made again, and this take may do so. */
    lost(args: { takeId: string; clip: Film }): Promise<Moved & { verdict: 'waiting' | 'stale' }>;
    /** The clip of a take was damaged and is stored again. */
    replace(args: { takeId: string; damaged: Film; clip: Film }): Promise<{ verdict: 'replaced' | 'stale' }>;
    /** A clip lies in the store and no record says so (restore). */
    adopt(args: { fingerprint: string; takeId: string; apiKeyName?: string; clip: Film }): Promise<void>;
    /** Every stored clip, page by page of fingerprints. */
    list(args: { after: string; limit: number }): Promise<{ cursor: string; clips: Film[] }>;
  };

  readonly budgets: {
    /** Which of these queued takes fit now, taken in this order; why not, for the others. */
    fitting(
      args: At & { takeIds: string[]; dailyBudgetMicros?: number | undefined },
    ): Promise<{ fits: string[]; parked: { takeId: string; detail: string }[]; gone: string[] }>;
    ofKey(args: { apiKeyName: string }): Promise<Spending>;
    ofDay(args: { at: number }): Promise<Spending>;
    ofProvider(args: { providerId: string }): Promise<Spending>;
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
    attempt(args: {
      takeId: string;
      attemptId: string;
    }): Promise<Moved & { verdict: 'restored' | 'known' | 'unknown' }>;
    /** Binds an operation to a take the book does not have. */
    operation(args: { providerId: string; operationId: string; takeId: string }): Promise<void>;
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
