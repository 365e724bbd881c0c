import type { BookErrorKind } from '../driver.ts';
import type { Procedure } from '../sql/procedure.ts';

/** What a thread is started with; it must survive a structured clone. */
export interface ThreadOptions {
  /** The writer also migrates and says who has the file open; the others open it only for reading. */
  role: 'writer' | 'reader';
  path: string;
  /** Addresses of the module that exports `procedures`, and of the folder with the schema files. */
  registry: string;
  schema: string;
  /** Who this process is, for those who wait for its lock. */
  label: string;
  /** Whether the whole file is checked for damage before it is used. */
  isChecked: boolean;
}

/** The procedures as the thread sees them: by name, arguments unread. */
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

/** Why a call was not done; `bug` is an error of the procedure itself, not of the database. */
export interface Trouble {
  kind: BookErrorKind | 'bug';
  message: string;
  /** True where another process has the lock: it may be gone at any moment. */
  isLock?: true;
  stack?: string | undefined;
}

export type Answer = { id: number; reply: unknown } | { id: number; trouble: Trouble };

/** What a thread says; `state` is what it found while it had nothing else to do. */
export type News =
  | { news: 'open' }
  | { news: 'failed'; trouble: Trouble }
  | { news: 'answers'; answers: Answer[] }
  | { news: 'state'; trouble: Trouble | null };
