import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DriverKind } from '@cineflow/book';
import { mountSmallDisk } from '@cineflow/testkit';
import { setPostgres } from './postgres-place.ts';
import { setSqlite } from './sqlite-place.ts';

/** What can be done to a book beside what is done to the processes that use it. */
export type BookBlow = 'restart' | 'freeze' | 'failOver' | 'fill';

/** The book of a run. */
export interface BookPlace extends AsyncDisposable {
  /** How the product finds it. */
  env: Readonly<Record<string, string>>;
  /** Blows this book can be dealt, where this machine allows them. */
  blows: Readonly<Partial<Record<BookBlow, (ms: number) => Promise<void>>>>;
  /** Keeps a whole copy of it, for `rollBack`; nothing uses the book meanwhile. */
  copy(): Promise<void>;
  /** Puts the copy back; nothing uses the book meanwhile. */
  rollBack(): Promise<void>;
}

/** Makes an empty book. */
export function setBook(kind: DriverKind, directory: string): Promise<BookPlace> {
  return kind === 'sqlite' ? setSqlite(directory) : setPostgres(directory);
}

/** A disk that can be filled. */
export interface SmallDisk extends AsyncDisposable {
  path: string;
  fill(ms: number): Promise<void>;
}

/** Mounts a small disk; null where we may not. */
export async function useSmallDisk(path: string, sizeBytes: number): Promise<SmallDisk | null> {
  const mounted = await mountSmallDisk(path, sizeBytes);
  if (mounted === null) return null;
  const filler = join(path, 'filler');
  return {
    path,
    fill: async (ms) => {
      await pipeline(Readable.from(endlessly()), createWriteStream(filler)).catch(() => undefined);
      await sleep(ms);
      await rm(filler, { force: true });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(mounted[Symbol.asyncDispose]()),
  };
}

function* endlessly(): Generator<Buffer> {
  // The last piece that fits is small, so that next to nothing stays free.
  for (;;) yield Buffer.alloc(4096);
}
