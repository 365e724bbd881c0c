import type { BookError } from '@cineflow/book';
import type { Account } from './accounts.ts';

/** Delay before the book is tried again, ms. */
export const BOOK_AWAY_MS = 1000;

/** Sets the take's wait reason to the book's own error. */
export async function sayBookAway({ line }: Account, takeId: string, error: BookError): Promise<void> {
  await line.postponeCollect({
    takeId,
    reason: 'storage',
    retryInMs: BOOK_AWAY_MS,
    detail: error.message,
    dropLink: false,
  });
}
