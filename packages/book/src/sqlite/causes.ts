import { BookError, type BookErrorKind } from '../driver.ts';
import type { Trouble } from './messages.ts';

const FULL = 13;

/** Meaning of each primary result code of SQLite. A missing code is a bug of ours. */
const CAUSES: Readonly<Record<number, readonly [BookErrorKind, string]>> = {
  3: ['away', 'may not be opened with the rights of this process'],
  4: ['away', 'gave the transaction up'],
  5: ['away', 'is locked by another process'],
  6: ['away', 'is locked by this process'],
  7: ['away', 'found no memory'],
  8: ['away', 'is read-only: check the rights of the file and its folder, and how the disk is mounted'],
  9: ['away', 'was interrupted'],
  10: ['away', 'had an input/output error: check the disk and the log of the system'],
  11: ['refused', 'is damaged: restore a backup; nothing is written to it'],
  [FULL]: ['away', 'finds no room: its disk is full'],
  14: [
    'away',
    'cannot be opened: its folder is missing or read-only, or the rights of this process do not suffice',
  ],
  15: ['away', 'could not agree with other processes about its locks'],
  17: ['away', 'was changed while a statement was prepared'],
  22: ['away', 'became too large for its file system'],
  26: ['refused', 'is not a SQLite database; nothing is written to it'],
};

/** The primary result code of an error of SQLite; undefined for any other error. */
function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode % 256;
}

/** Whether another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === 5;
}

/**
 * Converts an error of SQLite. A failed COMMIT may reappear after a crash, because its last frame may be in the log.
 * A full disk is the exception.
 */
export function troubleOf(error: unknown, path: string, isCommit = false): Trouble {
  if (error instanceof BookError) return { kind: error.kind, message: error.message };
  const code = codeOf(error);
  const cause = code === undefined ? undefined : CAUSES[code];
  if (cause === undefined) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'bug', message, stack };
  }
  const [kind, sentence] = cause;
  const message = `The book ${path} ${sentence} (SQLite ${String((error as { errcode?: unknown }).errcode)}).`;
  return { kind: isCommit && kind === 'away' && code !== FULL && code !== 5 ? 'unknown' : kind, message };
}
