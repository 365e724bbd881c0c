import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEntry } from './journal-entry.ts';
import { fromLine } from './journal-line.ts';
import { JOURNAL_ENDING } from './open-journal.ts';

/** Everything the journals of a directory say, each file in its own order. */
export interface JournalRecord {
  entries: JournalEntry[];
  /** Lines that were torn by a crash or altered since. */
  damaged: number;
}

/** Reads every journal of a directory, those of running processes too; a missing directory is an empty one. */
export async function readJournals(directory: string): Promise<JournalRecord> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const record: JournalRecord = { entries: [], damaged: 0 };
  for (const name of names.filter((one) => one.endsWith(JOURNAL_ENDING)).toSorted()) {
    const text = await readFile(join(directory, name), 'utf8');
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const entry = fromLine(line);
      if (entry) record.entries.push(entry);
      else record.damaged += 1;
    }
  }
  return record;
}
