/** A value for both databases: JSON and enums are text, flags 0 and 1. */
export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** One statement, with `?` for its values. */
export interface Statement {
  text: string;
  values: readonly SqlValue[];
  /** Alias of the table whose rows are locked until the end. PostgreSQL only; SQLite has one writer. */
  lock?: string;
  /** Skipped on SQLite, which has one writer. */
  isForPostgres?: true;
}

/** A generator that yields statements and receives their rows. */
export type Steps<Reply> = Generator<Statement, Reply, Row[]>;

/** Context of a procedure besides its arguments. */
export interface Moment {
  /**
   * Ms since 1970 on the authoritative clock: PostgreSQL's own; on SQLite the caller's `at` (Redis TIME), else the
   * machine's clock.
   */
  now: number;
}

/** One atomic step of the book. Both drivers run it, so it uses only SQL they share. */
export type Procedure<Args, Reply> = (args: Args, moment: Moment) => Steps<Reply>;

/** All rows of a statement. */
export function* all(text: string, ...values: SqlValue[]): Steps<Row[]> {
  return yield { text, values };
}

/** The first row of a statement. */
export function* one(text: string, ...values: SqlValue[]): Steps<Row | undefined> {
  const [row] = yield { text, values };
  return row;
}

/** Rows of a select, locked until the end of the transaction; `alias` is the locked table. */
export function* lock(alias: string, text: string, ...values: SqlValue[]): Steps<Row[]> {
  return yield { text, values, lock: alias };
}

/** Blocks writes to tables until the end, so that later reads are complete; `exclusive` also blocks row locks. */
export function* lockTables(mode: 'share row exclusive' | 'exclusive', ...names: string[]): Steps<void> {
  yield {
    text: `lock table ${names.join(', ')} in ${mode} mode`,
    values: [],
    isForPostgres: true,
  };
}

/** A `?` per value, for `in (…)`. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** Rows per insert, far below the limits of both databases. */
const ROWS = 100;

/** Inserts rows into a table with its columns, in several statements if many; rows that exist stay as they are. */
export function* insert(into: string, rows: readonly SqlValue[][]): Steps<void> {
  for (let start = 0; start < rows.length; start += ROWS) {
    const some = rows.slice(start, start + ROWS);
    const values = some.map((row) => `(${marks(row)})`).join(', ');
    yield* all(`insert into ${into} values ${values} on conflict do nothing`, ...some.flat());
  }
}
