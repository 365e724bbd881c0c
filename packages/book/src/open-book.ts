import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { defined } from '@cineflow/core';
import type { Book } from './book.ts';
import { createBook } from './create-book.ts';
import { BookError, type BookHealth, type Driver } from './driver.ts';
import type { WantedCurrency } from './procedures/identity.ts';
import type { Registry } from './postgres/open-postgres.ts';
import type { ProcedureName } from './procedures/registry.ts';

/** Location of the book. */
export interface BookPlace {
  /** Address of a PostgreSQL; absent: SQLite in the data directory. */
  url?: string | undefined;
  dataDirectory: string;
  /** Prefix of the installation: schema name on PostgreSQL, part of the file name on SQLite. */
  prefix: string;
  /** Called when a failover may have lost the latest commits: the caller must check for them. */
  onServerChange?: (() => void) | undefined;
  /** What a new book is to count in; one that was set must be that of an old book too. */
  currency?: WantedCurrency | undefined;
  /** Module with other `procedures`, such as timed ones. */
  registry?: URL | undefined;
  /** Hears what the book counts in, as soon as it is open. */
  onCurrency?: ((currency: string) => void) | undefined;
}

/** Delay before opening a failed database again, ms. */
const TRY_AGAIN_MS = 1000;
const DEFAULT_PREFIX = 'cineflow';

/**
 * The book of an installation, opened on the first call. An unreachable database does not prevent the start; calls
 * fail with BookError until it is back.
 */
export function openBook(place: BookPlace): Book {
  return createBook(openDriver(place));
}

/** The driver of a book, for access to single procedures. */
export function openDriver(place: BookPlace): Driver {
  return new LazyDriver(place);
}

/** Path of the SQLite file of a prefix. */
export function sqlitePath({ dataDirectory, prefix }: Pick<BookPlace, 'dataDirectory' | 'prefix'>): string {
  const name = prefix === DEFAULT_PREFIX ? 'book.sqlite' : `book.${prefix}.sqlite`;
  return join(dataDirectory, name);
}

/** Opens the database on the first call, and again after a failure. */
class LazyDriver implements Driver {
  readonly kind: Driver['kind'];
  readonly #place: BookPlace;
  #opening: Promise<Driver> | undefined;
  #failed: { at: number; error: BookError } | undefined;
  #isClosed = false;

  constructor(place: BookPlace) {
    this.#place = place;
    this.kind = place.url === undefined ? 'sqlite' : 'postgres';
  }

  async write(name: ProcedureName, args: unknown): Promise<unknown> {
    return (await this.#open()).write(name, args);
  }

  async read(name: ProcedureName, args: unknown): Promise<unknown> {
    return (await this.#open()).read(name, args);
  }

  async health(): Promise<BookHealth> {
    try {
      return await (await this.#open()).health();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { driver: this.kind, ok: false, reason, place: this.#named(), warnings: [] };
    }
  }

  async backup(path: string): Promise<void> {
    await (await this.#open()).backup(path);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const driver = await this.#opening?.catch(() => undefined);
    await driver?.close();
  }

  #open(): Promise<Driver> {
    if (this.#isClosed) return Promise.reject(new BookError('away', 'the book is closed'));
    const failed = this.#failed;
    if (failed && performance.now() - failed.at < TRY_AGAIN_MS) return Promise.reject(failed.error);
    this.#opening ??= this.#openNow().catch((error: unknown) => {
      this.#opening = undefined;
      const known =
        error instanceof BookError ? error : new BookError('away', 'the book cannot be opened', error);
      this.#failed = { at: performance.now(), error: known };
      throw known;
    });
    return this.#opening;
  }

  async #openNow(): Promise<Driver> {
    const driver = await loadDriver(this.#place);
    const { currency, onCurrency } = this.#place;
    const counted = (await driver.write('identity.ensure', { bookId: randomUUID(), currency })) as string;
    if (currency?.isSet === true && counted !== currency.code) {
      await driver.close();
      throw new BookError('refused', otherCurrency(counted, currency.code));
    }
    onCurrency?.(counted);
    return driver;
  }

  #named(): string {
    const url = URL.parse(this.#place.url ?? '');
    return url === null ? sqlitePath(this.#place) : `${url.host}${url.pathname}`;
  }
}

function otherCurrency(counted: string, wanted: string): string {
  return (
    `the book counts in ${counted}, and CINEFLOW_CURRENCY is ${wanted}: amounts are never converted. Write ${counted}, or ` +
    `leave it out; what one ${wanted} is worth in ${counted} goes into CINEFLOW_RATES`
  );
}

/** Only the driver that is used is loaded. */
async function loadDriver(place: BookPlace): Promise<Driver> {
  if (place.url === undefined) {
    const { openSqlite } = await import('./sqlite/open-sqlite.ts');
    return openSqlite({ path: sqlitePath(place), ...defined({ registry: place.registry }) });
  }
  const { openPostgres } = await import('./postgres/open-postgres.ts');
  const { url, prefix: schema, onServerChange } = place;
  return openPostgres({ url, schema, ...defined({ onServerChange }), ...(await replaced(place)) });
}

/** Other procedures than those of the book; statements that are whole procedures stay. */
async function replaced({ registry }: BookPlace) {
  if (registry === undefined) return {};
  const { natives } = await import('./postgres/natives.ts');
  const { procedures } = (await import(registry.href)) as { procedures: Registry };
  return { registry: procedures, natives };
}
