import { takeId } from '../write-storyboard.ts';
import type {
  AcceptedEntry,
  ArchivedEntry,
  AttemptEntry,
  BudgetEntry,
  ClosedEntry,
  HeldEntry,
  IntentEntry,
  JournalEntry,
  LaneEntry,
  StoryboardEntry,
} from './journal-entry.ts';

/** What the journals know of one take. */
export interface JournaledTake {
  take: string;
  provider: string;
  /** Highest number of any attempt. */
  attempt: number;
  accepted: readonly AcceptedEntry[];
  /** Everything that was begun. */
  intents: readonly IntentEntry[];
  /** Those of them that may have been sent and whose end nobody wrote down. */
  open: readonly IntentEntry[];
  /** The final refusal, where there was one and nothing was begun, or asked for, after it. */
  refusal: ClosedEntry | null;
  /** It was cancelled, and nobody has asked for it since. */
  isCancelled: boolean;
}

export interface JournalSummary {
  /** Those that were published, and those whose takes were begun, which proves as much. */
  storyboards: readonly Omit<StoryboardEntry, 'kind'>[];
  takes: readonly JournaledTake[];
  /** Storyboards of which nothing else is left. */
  archived: readonly ArchivedEntry[];
  /** The last word on each storyboard that was ever paused or resumed. */
  held: ReadonlyMap<string, HeldEntry>;
  /** The last word on what each storyboard may cost whose budget was ever changed. */
  budgets: ReadonlyMap<string, BudgetEntry>;
  /** What persons made of lanes, oldest first. */
  lanes: readonly LaneEntry[];
  /** There is no entry about anything that was ordered. */
  isEmpty: boolean;
}

/** Brings the entries of all journals together, take by take; in which order they were read does not matter. */
export function summarizeJournals(entries: readonly JournalEntry[]): JournalSummary {
  const attempts = entries.filter((entry) => 'attempt' in entry);
  const takes = [...Map.groupBy(attempts, ({ take }) => take).values()].map((some) => summarizeTake(some));
  const begun = new Set(takes.map(({ take }) => take));
  const published = new Set(entries.filter((entry) => entry.kind === 'published').map(({ id }) => id));
  const storyboards = entries
    .filter((entry) => entry.kind === 'storyboard')
    .filter(
      ({ storyboard: { id, takes: planned } }) =>
        published.has(id) || planned.some((take) => begun.has(takeId(id, take))),
    );
  const archived = entries.filter((entry) => entry.kind === 'archived');
  const words = entries.filter((entry) => entry.kind === 'held').toSorted(byHold);
  const held = new Map(words.map((entry) => [entry.id, entry]));
  const changed = entries.filter((entry) => entry.kind === 'budget').toSorted(byWord);
  const budgets = new Map(changed.map((entry) => [entry.id, entry]));
  const lanes = entries.filter((entry) => entry.kind === 'lane').toSorted((a, b) => a.at - b.at);
  return { storyboards, takes, archived, held, budgets, lanes, isEmpty: entries.length === lanes.length };
}

/** The last one counts, of those of one moment the pause; the ledger says the same (`hold-takes.lua`). */
function byHold(a: HeldEntry, b: HeldEntry): number {
  return a.at - b.at || Number(a.isPaused) - Number(b.isPaused);
}

/** The last one counts, of those of one moment the least money; the ledger says the same (`limit-storyboard.lua`). */
function byWord(a: BudgetEntry, b: BudgetEntry): number {
  const [less, more] = [a, b].map(({ budgetCents }) => budgetCents ?? Number.MAX_VALUE) as [number, number];
  return a.at - b.at || more - less;
}

function summarizeTake(entries: readonly AttemptEntry[]): JournaledTake {
  const [first] = entries as [AttemptEntry];
  const accepted = entries.filter((entry) => entry.kind === 'accepted');
  const closed = entries.filter((entry) => entry.kind === 'closed');
  const ended = new Set(closed.map(({ holder }) => holder));
  const known = new Set(accepted.map(({ attempt }) => attempt));
  const intents = entries.filter((entry) => entry.kind === 'intent');
  const attempt = Math.max(...entries.map((entry) => entry.attempt));
  const retriedAt = lastOf(entries.filter((entry) => entry.kind === 'retried'));
  const cancelledAt = lastOf(entries.filter((entry) => entry.kind === 'cancelled'));
  return {
    take: first.take,
    provider: first.provider,
    attempt,
    accepted,
    intents,
    open: intents.filter((entry) => !ended.has(entry.holder) && !known.has(entry.attempt)),
    refusal: closed.find((entry) => isRefusal(entry, attempt, retriedAt)) ?? null,
    isCancelled: cancelledAt > Math.max(retriedAt, lastOf(intents)),
  };
}

function isRefusal({ failure, attempt, at }: ClosedEntry, last: number, retriedAt: number): boolean {
  return failure !== undefined && attempt === last && at >= retriedAt;
}

/** When the last of some things happened; never: before everything. */
function lastOf(entries: readonly { at: number }[]): number {
  return Math.max(-1, ...entries.map(({ at }) => at));
}
