import { openJournal, type Journal } from './open-journal.ts';
import type { JournalEntry } from './journal-entry.ts';

/** A process moves on to a new file after so long, so that one nobody wrote for longer belongs to nobody, ms. */
export const ROTATE_AFTER_MS = 24 * 3_600_000;

/** A journal that moves on to a new file of its own by age. Each entry is whole in one of its files. */
export function rotatingJournal(directory: string, name: string): Journal {
  return new RotatingJournal(directory, name);
}

class RotatingJournal implements Journal {
  readonly #directory: string;
  readonly #name: string;
  #number = 1;
  #openedAt = Date.now();
  #current: Journal;
  #closing: Promise<unknown> = Promise.resolve();

  constructor(directory: string, name: string) {
    this.#directory = directory;
    this.#name = name;
    this.#current = openJournal(directory, `${name}-1`);
  }

  get path(): string {
    return this.#current.path;
  }

  append(entry: JournalEntry): Promise<void> {
    // Before anything is written: a process that slept for days may not add to a file that was archived meanwhile.
    if (Math.abs(Date.now() - this.#openedAt) > ROTATE_AFTER_MS) this.#moveOn();
    return this.#current.append(entry);
  }

  async close(): Promise<void> {
    await Promise.all([this.#closing, this.#current.close()]);
  }

  #moveOn(): void {
    // What waits to be written there is written before it closes, and whoever appended it hears of a failure.
    this.#closing = Promise.all([this.#closing, this.#current.close().catch(() => undefined)]);
    this.#number += 1;
    this.#openedAt = Date.now();
    this.#current = openJournal(this.#directory, `${this.#name}-${this.#number}`);
  }
}
