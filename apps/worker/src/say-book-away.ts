import type { BookError } from '@cineflow/book';
import type { Account } from './accounts.ts';

/** Time after which a book that is away is asked again, ms. */
export const BOOK_AWAY_MS = 1000;

/** Lets a take say, with the book's own reason, that it waits for the book. */
export async function sayBookAway({ line }: Account, takeId: string, error: BookError): Promise<void> {
  await line.postponeCollect({
    takeId,
    reason: 'storage',
    retryInMs: BOOK_AWAY_MS,
    detail: error.message,
    dropLink: false,
  });
}
