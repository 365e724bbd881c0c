export {
  createDurabilityProof,
  readDurability,
  type Durability,
  type ProveDurable,
} from './durability.ts';
export { toKeyClaim, type ClaimReply, type KeptAnswer, type KeyClaim } from './idempotency.ts';
export type { JournalEntry } from './journal/journal-entry.ts';
export { openJournal, type Journal } from './journal/open-journal.ts';
export { readJournals, type JournalRecord } from './journal/read-journals.ts';
export { summarizeJournals, type JournaledTake, type JournalSummary } from './journal/summarize-journals.ts';
export { createLedger, type BatchHealth, type LaneLedger, type Ledger, type Reschedule } from './ledger.ts';
export type { Accepted, Detail, Doubt, GivenUp, Holder, Requeue, RequeueCause } from './attempt.ts';
export type { AcceptedReply, DueClaim } from './scripts.ts';
export type { StoryboardRecord } from './storyboard-record.ts';
export type { TakeRecord } from './take-record.ts';
export { takeId, type NewStoryboard } from './write-storyboard.ts';
