import { statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { BookError } from '../driver.ts';
import { type FoundSchema, type Migration, planMigration, SCHEMA_TABLE, tooNew } from '../migrations.ts';
import type { Row, SqlValue, Statement } from '../sql/procedure.ts';
import { isBusy } from './causes.ts';
import type { ThreadOptions } from './messages.ts';
import { listWriters, type Writers } from './writers.ts';

/** An open connection, owned by one thread. */
export interface Connection {
  readonly path: string;
  readonly isWriter: boolean;
  /** Begins a transaction after checking that schema and file are still ours. @throws BookError, errors of SQLite */
  begin(patienceMs?: number): void;
  run(statement: Statement): Row[];
  exec(text: string): void;
  isInTransaction(): boolean;
  readonly writers: Writers;
  close(): void;
}

/** Wait for the lock of another process, ms. */
export const BUSY_MS = 5000;
/** Shorter wait after a full one failed, so that queued calls do not wait one after another. */
const STUCK_MS = 250;
/** First SQLite that does not corrupt a WAL with several connections. */
const OLDEST_SQLITE = [3, 51, 3] as const;
const KEPT_STATEMENTS = 500;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread. */
export function sleepSync(ms: number): void {
  Atomics.wait(sleeper, 0, 0, ms);
}

/** Opens the file; the writer also migrates it. @throws BookError, errors of SQLite */
export function openConnection(options: ThreadOptions, migrations: readonly Migration[]): Connection {
  const { path, role, isChecked } = options;
  const isWriter = role === 'writer';
  const db = new DatabaseSync(path, {
    readOnly: !isWriter,
    timeout: BUSY_MS,
    enableForeignKeyConstraints: false,
  });
  const writers = listWriters(db, path, options.label);
  try {
    db.exec('pragma temp_store = memory; pragma cache_size = -32768');
    if (isWriter) prepareFile(db, { path, isChecked, migrations, writers });
    return toConnection(db, { path, isWriter, writers, ours: migrations.at(-1)?.version ?? 0 });
  } catch (error) {
    const locked = isBusy(error) ? new BookError('away', writers.lockedMessage(BUSY_MS)) : undefined;
    db.close();
    throw locked ?? error;
  }
}

interface Preparation {
  path: string;
  isChecked: boolean;
  migrations: readonly Migration[];
  writers: Writers;
}

function prepareFile(db: DatabaseSync, { path, isChecked, migrations, writers }: Preparation): void {
  refuseOldSqlite(db);
  patiently(BUSY_MS, () => refuseForeign(db, path));
  const mode = patiently(BUSY_MS, () => db.prepare('pragma journal_mode = wal').get()?.['journal_mode']);
  if (mode !== 'wal')
    throw new BookError('refused', `The file system of the book ${path} offers no shared memory.`);
  // Without fullfsync macOS answers before the disk has written.
  db.exec('pragma synchronous = full; pragma fullfsync = on; pragma checkpoint_fullfsync = on');
  db.exec('pragma journal_size_limit = 67108864');
  if (isChecked) refuseDamaged(db, path);
  patiently(BUSY_MS, () => db.exec('begin immediate'));
  try {
    migrate(db, migrations);
    writers.join();
    db.exec('commit');
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
  // From here on `begin` waits by itself: SQLite polls the lock too rarely to get it from a busy process.
  db.exec('pragma busy_timeout = 0');
}

function refuseOldSqlite(db: DatabaseSync): void {
  const version = String(db.prepare('select sqlite_version() as version').get()?.['version']);
  const found = version.split('.').map(Number);
  const index = OLDEST_SQLITE.findIndex((part, at) => part !== found[at]);
  if (index === -1 || (found[index] ?? 0) > (OLDEST_SQLITE[index] ?? 0)) return;
  const wanted = OLDEST_SQLITE.join('.');
  throw new BookError(
    'refused',
    `SQLite ${version} may damage the book; ${wanted} is needed: use a newer Node.`,
  );
}

/** A database with tables, but not ours, belongs to another program. */
function refuseForeign(db: DatabaseSync, path: string): void {
  const names = db.prepare(`select name from sqlite_master where type = 'table'`).all();
  if (names.length === 0 || names.some(({ name }) => name === 'book_schema')) return;
  throw new BookError(
    'refused',
    `The database ${path} belongs to something else: it has tables, but no book.`,
  );
}

function refuseDamaged(db: DatabaseSync, path: string): void {
  const found = db.prepare('pragma quick_check(1)').get()?.['quick_check'];
  if (found === 'ok') return;
  throw new BookError('refused', `The book ${path} is damaged (${String(found)}): restore a backup.`);
}

function migrate(db: DatabaseSync, migrations: readonly Migration[]): void {
  db.exec(SCHEMA_TABLE);
  const before = readSchema(db);
  const plan = planMigration(before, migrations);
  if (plan.verdict === 'refused') throw new BookError('refused', plan.reason);
  for (const text of plan.migrations.flatMap(({ statements }) => statements)) db.exec(text);
  if (plan.migrations.length === 0) return;
  db.exec('delete from book_schema');
  const { version, oldestReader } = plan.found;
  db.prepare('insert into book_schema (version, oldest_reader) values (?, ?)').run(version, oldestReader);
}

function readSchema(db: DatabaseSync): FoundSchema | undefined {
  const row = db.prepare('select version, oldest_reader as oldestReader from book_schema').get();
  return row as unknown as FoundSchema | undefined;
}

interface Opened {
  path: string;
  isWriter: boolean;
  writers: Writers;
  /** The newest schema known to this process. */
  ours: number;
}

function toConnection(db: DatabaseSync, { path, isWriter, writers, ours }: Opened): Connection {
  const statements = keepStatements(db);
  const schema = db.prepare('select version, oldest_reader as oldestReader from book_schema');
  const inode = inodeOf(path);
  let isStuck = false;
  const begin = (patienceMs = BUSY_MS): void => {
    if (inodeOf(path) !== inode) {
      throw new BookError('refused', `The file ${path} was removed or replaced while the book was open.`);
    }
    try {
      patiently(isStuck ? STUCK_MS : patienceMs, () => db.exec(isWriter ? 'begin immediate' : 'begin'));
      isStuck = false;
    } catch (error) {
      isStuck ||= isBusy(error) && patienceMs >= BUSY_MS;
      throw error;
    }
    const found = schema.get() as unknown as FoundSchema;
    if (found.oldestReader > ours) {
      db.exec('rollback');
      throw new BookError('refused', tooNew(found, ours));
    }
  };
  return {
    path,
    isWriter,
    begin,
    run: ({ text, values }) => statements(text).all(...values.map(toBound)) as Row[],
    exec: (text) => db.exec(text),
    isInTransaction: () => db.isTransaction,
    writers,
    close: () => db.close(),
  };
}

/** Inode of the path, by `stat` only: closing a file drops all locks of this process on it. */
function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function keepStatements(db: DatabaseSync): (text: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return (text) => {
    const known = kept.get(text);
    if (known) return known;
    if (kept.size >= KEPT_STATEMENTS) kept.clear();
    const statement = db.prepare(text);
    kept.set(text, statement);
    return statement;
  };
}

/** Node binds every number as a float; 5 / 2 would be 2.5, unlike in PostgreSQL. */
function toBound(value: SqlValue): bigint | SqlValue {
  if (typeof value !== 'number' || !Number.isInteger(value)) return value;
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is too large to be kept exactly`);
  return BigInt(value);
}

/** Retries while the file is locked; short jittered waits share the lock fairly. */
function patiently<Result>(patienceMs: number, action: () => Result): Result {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
      sleepSync(1 + Math.random() * 2);
    }
  }
}
