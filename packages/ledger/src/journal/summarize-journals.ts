import { takeId } from '../write-storyboard.ts';
import type {
  AcceptedEntry,
  ArchivedEntry,
  AttemptEntry,
  ClosedEntry,
  IntentEntry,
  JournalEntry,
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
  /** The final refusal, where there was one and nothing was begun after it. */
  refusal: ClosedEntry | null;
}

export interface JournalSummary {
  /** Those that were published, and those whose takes were begun, which proves as much. */
  storyboards: readonly Omit<StoryboardEntry, 'kind'>[];
  takes: readonly JournaledTake[];
  /** Storyboards of which nothing else is left. */
  archived: readonly ArchivedEntry[];
  /** There is no entry at all. */
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
  return { storyboards, takes, archived, isEmpty: entries.length === 0 };
}

function summarizeTake(entries: readonly AttemptEntry[]): JournaledTake {
  const [first] = entries as [AttemptEntry];
  const accepted = entries.filter((entry) => entry.kind === 'accepted');
  const closed = entries.filter((entry) => entry.kind === 'closed');
  const ended = new Set(closed.map(({ holder }) => holder));
  const known = new Set(accepted.map(({ attempt }) => attempt));
  const intents = entries.filter((entry) => entry.kind === 'intent');
  const attempt = Math.max(...entries.map((entry) => entry.attempt));
  return {
    take: first.take,
    provider: first.provider,
    attempt,
    accepted,
    intents,
    open: intents.filter((entry) => !ended.has(entry.holder) && !known.has(entry.attempt)),
    refusal: closed.find((entry) => entry.failure !== undefined && entry.attempt === attempt) ?? null,
  };
}
