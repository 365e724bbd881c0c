import type { ApiKeyRecord, Book } from '@cineflow/book';

/** Cached access to the API keys. */
export interface KeyReader {
  /** All keys, including revoked ones, at most a second old. @throws BookError */
  current(): Promise<readonly ApiKeyRecord[]>;
}

const FRESH_MS = 1_000;

/** Reads the keys from the book. Concurrent requests share one read; failures are not cached. */
export function createKeyReader({ keys }: Pick<Book, 'keys'>): KeyReader {
  let known: { at: number; keys: Promise<readonly ApiKeyRecord[]> } | undefined;
  return {
    current: () => {
      if (known && performance.now() - known.at < FRESH_MS) return known.keys;
      const reading = keys.list({});
      const asked = { at: performance.now(), keys: reading };
      known = asked;
      reading.catch(() => {
        if (known === asked) known = undefined;
      });
      return reading;
    },
  };
}
