import type { ProcedureName } from './procedures/registry.ts';

export type DriverKind = 'sqlite' | 'postgres';

/** How the database is, as /readyz and /metrics show it. No field holds a secret. */
export interface BookHealth {
  driver: DriverKind;
  ok: boolean;
  /** Why it is not ok, in a sentence for a person. */
  reason?: string;
  /** Where it is: a path, or host, port and database. */
  place: string;
  sizeBytes?: number;
  /** Room left on its disk; absent where it cannot be known. */
  freeBytes?: number;
  /** What is not wrong, but should be changed, in sentences. */
  warnings: readonly string[];
}

/**
 * One of the two databases under the book. A call is one transaction: it is committed when the promise resolves, and it
 * may or may not be when it rejects with BookError `unknown`; then the same call is repeated.
 */
export interface Driver {
  readonly kind: DriverKind;
  /** Runs a procedure that may write. @throws BookError */
  write(name: ProcedureName, args: unknown): Promise<unknown>;
  /** Runs a procedure that only reads, beside the writers. @throws BookError */
  read(name: ProcedureName, args: unknown): Promise<unknown>;
  health(): Promise<BookHealth>;
  /** Writes a whole, consistent copy to a new file. @throws BookError */
  backup(path: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * away: not reachable, locked, full, read-only: nothing was done · unknown: the answer was lost on the way, the call may
 * have been done · refused: what is found must not be written to (newer schema, damaged, wrong file system, foreign).
 */
export type BookErrorKind = 'away' | 'unknown' | 'refused';

/** The book cannot do what it was asked. The message is a sentence for a person, without secrets. */
export class BookError extends Error {
  override readonly name = 'BookError';
  readonly kind: BookErrorKind;

  constructor(kind: BookErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
