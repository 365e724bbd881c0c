/** What can be done to a book beside what is done to the processes that use it. */
export type BookFault = 'restart' | 'freeze' | 'failOver' | 'fill';

/** The book of a run. */
export interface BookPlace extends AsyncDisposable {
  /** How the product finds it. */
  env: Readonly<Record<string, string>>;
  /** Faults that can be injected into this book, where this machine allows them. */
  faults: Readonly<Partial<Record<BookFault, (ms: number) => Promise<void>>>>;
  /** Why the others cannot be dealt; the summary says so. */
  undealt: string;
  /** Keeps a whole copy of it, for `rollBack`; nothing uses the book meanwhile. */
  copy(): Promise<void>;
  /** Puts the copy back; nothing uses the book meanwhile. */
  rollBack(): Promise<void>;
}
