import { mkdir, open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Outcome of an attempt while the book was away. Times in ms, amounts in micros. */
export type JournalEntry =
  | {
      kind: 'accepted';
      takeId: string;
      attemptId: string;
      operationId: string;
      operationRef?: string | undefined;
      costMicros?: number;
      oddCost?: string;
      detail: Record<string, unknown>;
    }
  | { kind: 'released'; takeId: string; attemptId: string; detail: Record<string, unknown> };

/** A process's file of outcomes that the book has not taken yet. */
export interface OutcomeJournal {
  /** Resolves when the entry is on disk. @throws system errors */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

const ENDING = '.journal';

/** A journal under a unique name. The first entry creates the file. */
export function openJournal(directory: string, name: string): OutcomeJournal {
  const path = join(directory, `${name}${ENDING}`);
  let handle: FileHandle | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const write = async (entry: JournalEntry): Promise<void> => {
    // The file was replayed and removed: lines written to it would never be read.
    if (handle && (await handle.stat()).nlink === 0) {
      await handle.close();
      handle = undefined;
    }
    handle ??= await create(directory, path);
    // Start with a line end: half a line of a failed write must not swallow this one.
    await handle.appendFile(`\n${toLine(entry)}\n`);
    await handle.datasync();
  };
  return {
    append: (entry) => {
      const written = last.then(() => write(entry));
      last = written.catch(() => undefined);
      return written;
    },
    close: async () => {
      await last;
      await handle?.close();
      handle = undefined;
    },
  };
}

async function create(directory: string, path: string): Promise<FileHandle> {
  await mkdir(directory, { recursive: true, mode: 0o750 });
  const handle = await open(path, 'a', 0o640);
  const folder = await open(directory, 'r');
  await folder.sync();
  await folder.close();
  return handle;
}

/** One journal file of the directory. */
export interface JournalFile {
  path: string;
  entries: JournalEntry[];
  /** Number of torn or altered lines. */
  damaged: number;
  modifiedAt: number;
}

/** All journals of a directory, including those of running processes; none if the directory is missing. */
export async function readJournals(directory: string): Promise<JournalFile[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const paths = names.filter((name) => name.endsWith(ENDING)).map((name) => join(directory, name));
  const files = await Promise.all(paths.toSorted().map(readJournal));
  return files.filter((file) => file !== null);
}

/** Removes a journal whose entries are all in the book. */
export async function removeJournal({ path }: Pick<JournalFile, 'path'>): Promise<void> {
  await rm(path, { force: true });
}

/** Null if another process has removed it meanwhile. */
async function readJournal(path: string): Promise<JournalFile | null> {
  try {
    const [text, { mtimeMs: modifiedAt }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const lines = text.split('\n').filter((line) => line !== '');
    const read = lines.map(fromLine);
    const entries = read.filter((entry) => entry !== null);
    return { path, entries, damaged: lines.length - entries.length, modifiedAt };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`the journal ${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function toLine(entry: JournalEntry): string {
  const text = JSON.stringify(entry);
  return `${checksum(text)} ${text}`;
}

/** Null for a torn or altered line. */
function fromLine(line: string): JournalEntry | null {
  const text = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksum(text)) return null;
  return JSON.parse(text) as JournalEntry;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
