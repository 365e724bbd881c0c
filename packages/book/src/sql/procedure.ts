/** A value as both databases take it; JSON and enumerations are text, flags are 0 and 1. */
export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** One statement of a procedure, with `?` for its values. */
export interface Statement {
  text: string;
  values: readonly SqlValue[];
  /** Alias of the table whose rows are locked until the end; PostgreSQL only, SQLite has one writer. */
  lock?: string;
  /** A statement SQLite does not need, because it has one writer. */
  isForPostgres?: true;
}

/** The steps of a procedure: statements go out, the rows of each come in. */
export type Steps<Reply> = Generator<Statement, Reply, Row[]>;

/** What a procedure knows beside its arguments. */
export interface Moment {
  /**
   * Ms since 1970 by the one clock that decides: of the database on PostgreSQL, on SQLite what the caller passed as `at`
   * (Redis TIME), else that of the machine, which all processes share.
   */
  now: number;
}

/**
 * One step of the book: everything in it happens in one transaction, or nothing. It is written once and run by both
 * drivers, so it uses only SQL that both understand.
 */
export type Procedure<Args, Reply> = (args: Args, moment: Moment) => Steps<Reply>;

/** The rows a statement answers. */
export function* all(text: string, ...values: SqlValue[]): Steps<Row[]> {
  return yield { text, values };
}

/** The first row a statement answers. */
export function* one(text: string, ...values: SqlValue[]): Steps<Row | undefined> {
  const [row] = yield { text, values };
  return row;
}

/** The rows of a select, kept from others until the end of the transaction; `alias` is the table that is locked. */
export function* lock(alias: string, text: string, ...values: SqlValue[]): Steps<Row[]> {
  return yield { text, values, lock: alias };
}

/** Keeps others from writing to some tables until the end, so that what is read next is all there is. */
export function* lockTables(...names: string[]): Steps<void> {
  yield {
    text: `lock table ${names.join(', ')} in share row exclusive mode`,
    values: [],
    isForPostgres: true,
  };
}

/** As many `?` as there are values, for `in (…)`. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
