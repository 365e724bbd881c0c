import { randomUUID } from 'node:crypto';
import { glob, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '../ledger.ts';
import { chooseEntries, storyboardOf } from './choose-entries.ts';
import type { JournalEntry } from './journal-entry.ts';
import { toLine } from './journal-line.ts';
import { JOURNAL_ENDING } from './open-journal.ts';
import { journalNames, readJournal } from './read-journals.ts';
import { ROTATE_AFTER_MS } from './rotate-journal.ts';

/** A file nobody wrote for twice the time after which a process moves on to the next one. */
const MOVED_ON_AFTER_MS = 2 * ROTATE_AFTER_MS;
const ARCHIVE = 'archive-';
const UNFINISHED = '.new';

export interface Archived {
  files: number;
  kept: number;
  leftOut: number;
}

/**
 * Brings the journals of processes that are gone or have moved on together in one file, without what no rebuild will
 * ask for (see `chooseEntries`). The new file is whole and on the disk before an old one is removed, and to have an
 * entry twice does no harm: whoever dies here, or does it at the same time, loses nothing. Only a ledger that is
 * whole, before and after it was asked, may decide. Answers null where there was nothing to do.
 */
export async function archiveJournals(
  ledger: Pick<Ledger, 'epoch' | 'storyboard'>,
  directory: string,
  before: number,
): Promise<Archived | null> {
  await sweepUnfinished(directory);
  const names = await findOld(directory);
  if (names.length === 0) return null;
  const epoch = await ledger.epoch();
  if (!epoch.open) return null;
  const entries = await readTogether(directory, names);
  if (entries === null) return null;
  const known = new Map(
    await Promise.all(
      [...new Set(entries.map((entry) => storyboardOf(entry)))].map(
        async (id) => [id, await ledger.storyboard(id)] as const,
      ),
    ),
  );
  const kept = chooseEntries(entries, known, before);
  const now = await ledger.epoch();
  if (!now.open || now.id !== epoch.id) return null;
  if (kept.length > 0) await writeArchive(directory, kept);
  for (const name of names) await rm(join(directory, name), { force: true });
  return { files: names.length, kept: kept.length, leftOut: Math.max(0, entries.length - kept.length) };
}

/** Null where somebody else has archived one of them meanwhile. */
async function readTogether(directory: string, names: readonly string[]): Promise<JournalEntry[] | null> {
  try {
    const files = await Promise.all(names.map((name) => readJournal(join(directory, name))));
    return files.flatMap(({ entries }) => entries);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isArchive(name: string): boolean {
  return name.startsWith(ARCHIVE);
}

/** Archives, and journals nobody writes any more. One archive alone is looked through once a day: it may be large. */
async function findOld(directory: string): Promise<string[]> {
  const archives: string[] = [];
  const left: string[] = [];
  for (const name of await journalNames(directory)) {
    if (isArchive(name)) archives.push(name);
    else if (await isOlder(join(directory, name), MOVED_ON_AFTER_MS)) left.push(name);
  }
  const [first = ''] = archives;
  const isDue =
    left.length > 0 || archives.length > 1 || (await isOlder(join(directory, first), ROTATE_AFTER_MS));
  return isDue ? [...archives, ...left] : [];
}

/** Archives whose writer died. */
async function sweepUnfinished(directory: string): Promise<void> {
  for await (const path of glob(`${ARCHIVE}*${UNFINISHED}`, { cwd: directory })) {
    const unfinished = join(directory, path);
    if (await isOlder(unfinished, MOVED_ON_AFTER_MS)) await rm(unfinished, { force: true });
  }
}

async function isOlder(path: string, ms: number): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > ms;
}

async function writeArchive(directory: string, entries: readonly JournalEntry[]): Promise<void> {
  const path = join(directory, `${ARCHIVE}${randomUUID()}${JOURNAL_ENDING}`);
  const unfinished = `${path}${UNFINISHED}`;
  const handle = await open(unfinished, 'wx', 0o640);
  try {
    await handle.writeFile(entries.map((entry) => toLine(entry)).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, path);
  const folder = await open(directory, 'r');
  await folder.sync();
  await folder.close();
  const { entries: read } = await readJournal(path);
  if (read.length !== entries.length) throw new Error(`${path} does not hold what was written to it`);
}
