import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEntry } from './journal-entry.ts';
import { fromLine } from './journal-line.ts';
import { linesOf } from './lines-of.ts';
import { JOURNAL_ENDING } from './open-journal.ts';

/** Everything the journals of a directory say, each file in its own order. */
export interface JournalRecord {
  entries: JournalEntry[];
  /** Lines that were torn by a crash or altered since. */
  damaged: number;
}

/** Where files came or went while they were read, they are read again: what was archived is in a newer one. */
const MOST_READS = 5;

/** Reads every journal of a directory, those of running processes too; a missing directory is an empty one. */
export async function readJournals(directory: string): Promise<JournalRecord> {
  for (let reads = 1; ; reads += 1) {
    const names = await journalNames(directory);
    const record = await readAll(directory, names);
    const isLast = reads === MOST_READS;
    if (record !== null && (isLast || String(await journalNames(directory)) === String(names))) return record;
    if (isLast) throw new Error(`the journals in ${directory} change all the time`);
  }
}

/** The journals of a directory, in the order of their names. */
export async function journalNames(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.endsWith(JOURNAL_ENDING)).toSorted();
}

/** Null where one of them is gone. */
async function readAll(directory: string, names: readonly string[]): Promise<JournalRecord | null> {
  const record: JournalRecord = { entries: [], damaged: 0 };
  for (const name of names) {
    const path = join(directory, name);
    const one = await readJournal(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      // Nothing is sent while it is so: a person must know which file to look at.
      throw new Error(`the journal ${path} cannot be read: ${error.message}`, { cause: error });
    });
    if (one === null) return null;
    for (const entry of one.entries) record.entries.push(entry);
    record.damaged += one.damaged;
  }
  return record;
}

/** Reads one journal. */
export async function readJournal(path: string): Promise<JournalRecord> {
  const record: JournalRecord = { entries: [], damaged: 0 };
  for await (const line of linesOf(path)) {
    if (line === '') continue;
    const entry = fromLine(line);
    if (entry) record.entries.push(entry);
    else record.damaged += 1;
  }
  return record;
}
