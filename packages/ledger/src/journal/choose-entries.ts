import type { StoryboardRecord } from '../storyboard-record.ts';
import { storyboardOfTake } from '../write-storyboard.ts';
import type { ArchivedEntry, JournalEntry } from './journal-entry.ts';

/** What the whole ledger says of the storyboards that journals name; null for one it does not have. */
export type Known = ReadonlyMap<string, StoryboardRecord | null>;

/** The storyboard an entry is about; a lane is about none, and has a name that no storyboard has. */
export function storyboardOf(entry: JournalEntry): string {
  if (entry.kind === 'lane') return `lane:${entry.provider}`;
  if (entry.kind === 'storyboard') return entry.storyboard.id;
  return 'attempt' in entry ? storyboardOfTake(entry.take) : entry.id;
}

/**
 * The entries that a rebuild may still need. Of storyboards that have been final since before `before` one line is
 * left; nothing of drafts from before that nobody ever published.
 */
export function chooseEntries(
  entries: readonly JournalEntry[],
  known: Known,
  before: number,
): JournalEntry[] {
  // An archive that was cut off, or made twice, left lines in two files.
  const once = new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values();
  return [...Map.groupBy(once, (entry) => storyboardOf(entry))].flatMap(([id, some]) => {
    if (some.some(({ kind }) => kind === 'lane')) return some;
    const record = known.get(id) ?? null;
    if (record === null) return isOldDraft(some, before) ? [] : some;
    return record.finishedAt !== undefined && record.finishedAt < before ? [toArchived(record)] : some;
  });
}

/** The ledger is whole and does not have it: it was never published, or only an archive tells of it. */
function isOldDraft(entries: readonly JournalEntry[], before: number): boolean {
  return entries.every((entry) => entry.kind !== 'archived' && (!('at' in entry) || entry.at < before));
}

function toArchived({ id, spentCents, spender }: StoryboardRecord): ArchivedEntry {
  return { kind: 'archived', id, cents: spentCents, ...(spender === undefined ? {} : { spender }) };
}
