import type { Failure } from '@cineflow/contracts';
import type { KeptAnswer } from '../idempotency.ts';
import type { NewStoryboard } from '../write-storyboard.ts';

/** Which attempt of which take an entry is about. `at` is Redis time in ms where Redis told it. */
interface OfAttempt {
  at: number;
  provider: string;
  take: string;
  attempt: number;
}

/** A storyboard was accepted; written before it becomes visible. */
export interface StoryboardEntry {
  kind: 'storyboard';
  at: number;
  storyboard: NewStoryboard;
  /** What was kept under the client's idempotency key. */
  kept?: KeptAnswer;
}

/** It is visible, and whoever ordered it is told so next. */
export interface PublishedEntry {
  kind: 'published';
  id: string;
}

/** A create is about to be sent; on the disk before its first byte can leave. */
export interface IntentEntry extends OfAttempt {
  kind: 'intent';
  holder: string;
}

/** The provider took the create; on the disk before the ledger learns of it. */
export interface AcceptedEntry extends OfAttempt {
  kind: 'accepted';
  operationId: string;
  costCents?: number;
}

/** Proved that the attempt led to nothing. With a failure the take is final. */
export interface ClosedEntry extends OfAttempt {
  kind: 'closed';
  holder: string;
  failure?: Failure;
}

/** A person does not want it any more; holds for every attempt up to then. `at` is Redis time. */
export interface CancelledEntry extends OfAttempt {
  kind: 'cancelled';
}

/** A person asked for it once more: what ended it before does not count. */
export interface RetriedEntry extends OfAttempt {
  kind: 'retried';
}

/** A person paused or resumed a storyboard; the last word counts. */
export interface HeldEntry {
  kind: 'held';
  at: number;
  id: string;
  isPaused: boolean;
}

/** A person changed what a storyboard may cost; the last word counts. Null: no limit. */
export interface BudgetEntry {
  kind: 'budget';
  at: number;
  id: string;
  budgetCents: number | null;
}

/** What a person made of the lane of a provider; the last word of each kind counts. */
export interface LaneEntry {
  kind: 'lane';
  at: number;
  provider: string;
  word: LaneWord;
}

/** `configured` is the maximum of the settings at that time: where they say another one now, it counts. */
export type LaneWord =
  | { kind: 'isolated'; note: string }
  | { kind: 'opened' }
  | { kind: 'maximum'; maximum: number; configured: number };

/**
 * What is left of a storyboard that was final for long. Its price still counts against whoever ordered it, and a
 * journal that tells of it is not one of a new installation.
 */
export interface ArchivedEntry {
  kind: 'archived';
  id: string;
  cents: number;
  spender?: string;
}

/** What an entry about one attempt of one take is. */
export type AttemptEntry = IntentEntry | AcceptedEntry | ClosedEntry | CancelledEntry | RetriedEntry;

/** One line of a journal. */
export type JournalEntry =
  | StoryboardEntry
  | PublishedEntry
  | HeldEntry
  | BudgetEntry
  | LaneEntry
  | ArchivedEntry
  | AttemptEntry;
