import { openBook, type Book } from '@cineflow/book';
import type { Settings } from '@cineflow/settings';

interface Listeners {
  /** PostgreSQL may have been exchanged for a standby. */
  onServerChange?: (() => void) | undefined;
  /** Hears what the book counts in, as soon as it is open. */
  onCurrency?: (currency: string) => void;
}

/** The book the settings name. */
export function openBookOf({ book, redis }: Settings, listeners: Listeners = {}): Book {
  const { url, dataDirectory, currency: code, isCurrencySet: isSet } = book;
  const currency = { code, isSet };
  return openBook({ url: url?.reveal(), dataDirectory, prefix: redis.prefix, currency, ...listeners });
}
