import { openBook, type Book } from '@cineflow/book';
import type { Settings } from '@cineflow/settings';

/** The book the settings name; `onServerChange` hears when PostgreSQL may have been exchanged for a standby. */
export function openBookOf({ book, redis }: Settings, onServerChange?: () => void): Book {
  const { dataDirectory } = book;
  return openBook({ url: book.url?.reveal(), dataDirectory, prefix: redis.prefix, onServerChange });
}
