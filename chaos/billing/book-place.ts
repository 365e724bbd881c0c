/** Faults of the book itself. */
export type BookFault = 'restart' | 'freeze' | 'failOver' | 'fill';

/** The book of a run. */
export interface BookPlace extends AsyncDisposable {
  /** Environment that leads to it. */
  env: Readonly<Record<string, string>>;
  /** Faults this machine can inject into the book. */
  faults: Readonly<Partial<Record<BookFault, (ms: number) => Promise<void>>>>;
  /** Why the others cannot be injected, for the summary. */
  undealt: string;
  /** Makes a complete copy for `rollBack`, while nothing uses the book. */
  copy(): Promise<void>;
  /** Restores the copy, while nothing uses the book. */
  rollBack(): Promise<void>;
}
