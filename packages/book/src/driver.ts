import type { ProcedureName } from './procedures/registry.ts';

export type DriverKind = 'sqlite' | 'postgres';

/** Health of the database for /readyz and /metrics. No field holds a secret. */
export interface BookHealth {
  driver: DriverKind;
  ok: boolean;
  /** Why it is not ok, as a sentence. */
  reason?: string;
  /** Location: a path, or host, port and database. */
  place: string;
  sizeBytes?: number;
  /** Free disk space; absent if unknown. */
  freeBytes?: number;
  /** Recommended changes, as sentences. */
  warnings: readonly string[];
}

/**
 * One of the two databases. A call is one transaction, committed when the promise resolves.
 * On BookError `unknown` it may have been committed; repeat the same call then.
 */
export interface Driver {
  readonly kind: DriverKind;
  /** Runs a procedure that may write. @throws BookError */
  write(name: ProcedureName, args: unknown): Promise<unknown>;
  /** Runs a read-only procedure, in parallel with writers. @throws BookError */
  read(name: ProcedureName, args: unknown): Promise<unknown>;
  health(): Promise<BookHealth>;
  /** Writes a consistent copy to a new file. @throws BookError */
  backup(path: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * away: unreachable, locked, full or read-only; nothing was done · unknown: the answer was lost, the call may have
 * been done · refused: the database must not be written (newer schema, damaged, wrong file system, foreign).
 */
export type BookErrorKind = 'away' | 'unknown' | 'refused';

/** A failed call of the book. The message is one sentence without secrets. */
export class BookError extends Error {
  override readonly name = 'BookError';
  readonly kind: BookErrorKind;

  constructor(kind: BookErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
