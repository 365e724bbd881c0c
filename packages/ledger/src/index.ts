export { createLedger, type BatchHealth, type LaneLedger, type Ledger, type Reschedule } from './ledger.ts';
export type { Accepted, Detail, Doubt, GivenUp, Holder, Requeue, RequeueCause } from './attempt.ts';
export type { DueClaim } from './scripts.ts';
export type { StoryboardRecord } from './storyboard-record.ts';
export type { TakeRecord } from './take-record.ts';
export { takeId, type NewStoryboard } from './write-storyboard.ts';
