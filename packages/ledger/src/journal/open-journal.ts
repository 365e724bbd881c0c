import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JournalEntry } from './journal-entry.ts';
import { toLine } from './journal-line.ts';

/** One process's own file beside Redis: what it is about to do with money, and what it learned. */
export interface Journal {
  readonly path: string;
  /** Resolves when the entry is on the disk. Entries that come together share one write. @throws system errors */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/** So often at most it is looked whether the file still has its name, ms. */
const LOOK_EVERY_MS = 1000;

/** File name ending of a journal. */
export const JOURNAL_ENDING = '.journal';

/** A journal of a process under a name nobody else has. The file is made by the first entry. */
export function openJournal(directory: string, name: string): Journal {
  return new JournalFile(join(directory, `${name}${JOURNAL_ENDING}`));
}

class JournalFile implements Journal {
  readonly path: string;
  #handle: FileHandle | undefined;
  #waiting: { line: string; settle: PromiseWithResolvers<void> }[] = [];
  #flushing: Promise<void> | undefined;
  #isTorn = false;
  #lookedAt = 0;

  constructor(path: string) {
    this.path = path;
  }

  append(entry: JournalEntry): Promise<void> {
    const settle = Promise.withResolvers<void>();
    this.#waiting.push({ line: toLine(entry), settle });
    this.#flushing ??= this.#flush();
    return settle.promise;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #flush(): Promise<void> {
    // The first turn lets the entries of one burst gather.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch.map(({ line }) => line).join(''));
        for (const { settle } of batch) settle.resolve();
      } catch (error) {
        this.#isTorn = true;
        for (const { settle } of batch) settle.reject(error);
      }
    }
    this.#flushing = undefined;
  }

  async #write(lines: string): Promise<void> {
    await this.#leaveRemoved();
    this.#handle ??= await create(this.path);
    // After a failed write half a line may stand there; it must not swallow the next one.
    await this.#handle.appendFile(this.#isTorn ? `\n${lines}` : lines);
    await this.#handle.datasync();
    this.#isTorn = false;
  }

  /** A file that was removed takes lines as before, and nobody will ever read them: a new one is made. */
  async #leaveRemoved(): Promise<void> {
    if (!this.#handle || performance.now() - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = performance.now();
    if ((await this.#handle.stat()).nlink > 0) return;
    await this.#handle.close();
    this.#handle = undefined;
  }
}

async function create(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 });
  const handle = await open(path, 'a', 0o640);
  const directory = await open(dirname(path), 'r');
  await directory.sync();
  await directory.close();
  return handle;
}
