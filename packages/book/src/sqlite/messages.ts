import type { BookErrorKind } from '../driver.ts';
import type { Procedure } from '../sql/procedure.ts';

/** Start data of a thread; must survive a structured clone. */
export interface ThreadOptions {
  /** The writer also migrates and registers itself; readers open the file read-only. */
  role: 'writer' | 'reader';
  path: string;
  /** URLs of the module that exports `procedures` and of the schema folder. */
  registry: string;
  schema: string;
  /** Label of this process, shown to processes that wait for its lock. */
  label: string;
  /** Whether to run an integrity check before use. */
  isChecked: boolean;
}

/** Procedures without argument types. */
export type Procedures = Readonly<
  Record<string, { run: Procedure<unknown, unknown>; writes: boolean } | undefined>
>;

/** One call, as a message to the thread. */
export interface Call {
  id: number;
  name: string;
  args: unknown;
}

export type Message = { call: Call } | { close: true };

/** Why a call failed; `bug` is an error of the procedure, not of the database. */
export interface Trouble {
  kind: BookErrorKind | 'bug';
  message: string;
  /** True if another process holds the lock; it may be released at any moment. */
  isLock?: true;
  stack?: string | undefined;
}

export type Answer = { id: number; reply: unknown } | { id: number; trouble: Trouble };

/** Message of a thread; `state` is the result of an idle check. */
export type News =
  | { news: 'open' }
  | { news: 'failed'; trouble: Trouble }
  | { news: 'answers'; answers: Answer[] }
  | { news: 'state'; trouble: Trouble | null };
