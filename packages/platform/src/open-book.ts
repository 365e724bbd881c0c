import { openBook, type Book } from '@cineflow/book';
import type { Settings } from '@cineflow/settings';

/** Opens the configured book; `onServerChange` is called after a possible failover of PostgreSQL. */
export function openBookOf({ book, redis }: Settings, onServerChange?: () => void): Book {
  const { dataDirectory } = book;
  return openBook({ url: book.url?.reveal(), dataDirectory, prefix: redis.prefix, onServerChange });
}
