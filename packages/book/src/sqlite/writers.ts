import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import { BookError } from '../driver.ts';

/** Processes with the book open for writing: one row each, renewed while the process lives. */
export interface Writers {
  /** Creates the table and adds this process, inside the opening transaction. @throws BookError */
  join(): void;
  /** Renews the row of this process, inside a transaction. */
  renew(): void;
  /** Removes the row of this process, inside a transaction. */
  leave(): void;
  /** Error text after a wait for the lock, with its holder. */
  lockedMessage(waitedMs: number): string;
}

/** Interval of renewals. */
export const RENEW_MS = 10_000;
const FRESH_MS = 3 * RENEW_MS;
/** Rows of killed processes are deleted after a day. */
const KEPT_MS = 24 * 3600_000;
/** Byte of the `-shm` file that the one writer of a WAL locks. */
const WRITE_LOCK = 120;

interface WriterRow {
  label: string;
  pid: number;
  host: string;
}

/** The list of writers, stored in the file itself. */
export function listWriters(db: DatabaseSync, path: string, label: string): Writers {
  const id = `${process.pid}-${performance.timeOrigin}-${Math.random()}`;
  const boot = bootId();
  const renew = (): void => {
    const now = Date.now();
    db.prepare('delete from book_writers where seen_at < ?').run(now - KEPT_MS);
    db.prepare(
      `insert into book_writers (id, label, pid, host, boot, seen_at) values (?, ?, ?, ?, ?, ?)
       on conflict (id) do update set seen_at = excluded.seen_at`,
    ).run(id, label, process.pid, hostname(), boot, now);
  };
  return {
    join: () => {
      db.exec(`create table if not exists book_writers (
        id text primary key, label text not null, pid integer not null, host text not null, boot text not null,
        seen_at integer not null)`);
      refuseOtherKernel(db, path, boot);
      renew();
    },
    renew,
    leave: () => void db.prepare('delete from book_writers where id = ?').run(id),
    lockedMessage: (waitedMs) => {
      const holder = nameAmong(readOthers(db, id), lockedBy(path));
      return `The book ${path} is locked for more than ${waitedMs / 1000} s by ${holder}.`;
    },
  };
}

/** Latest first; empty before the table exists. */
function readOthers(db: DatabaseSync, id: string): WriterRow[] {
  const text = 'select label, pid, host from book_writers where id <> ? order by seen_at desc';
  try {
    return db.prepare(text).all(id) as unknown as WriterRow[];
  } catch {
    return [];
  }
}

/** SQLite's locks hold within one kernel; containers of one machine share it. */
function refuseOtherKernel(db: DatabaseSync, path: string, boot: string): void {
  const now = Date.now();
  const other = db
    .prepare('select label, pid, host from book_writers where boot <> ? and seen_at between ? and ? limit 1')
    .get(boot, now - FRESH_MS, now + FRESH_MS) as unknown as WriterRow | undefined;
  if (other === undefined) return;
  throw new BookError(
    'refused',
    `The book ${path} is in use on another machine, by ${nameOf(other)}. ` +
      `After a restart of the machine, wait ${FRESH_MS / 1000} s; for several machines use PostgreSQL.`,
  );
}

/** The holder for a sentence: the process the kernel names, else the candidates. */
export function nameAmong(others: readonly WriterRow[], pid: number | undefined): string {
  if (pid === process.pid) return 'another part of this process';
  const known = others.filter((one) => one.pid === pid);
  if (pid !== undefined && known.length === 0) return `process ${pid}`;
  const names = (known.length > 0 ? known : others).map(nameOf);
  return names.length === 0 ? 'another process' : [...new Set(names)].slice(0, 5).join(' or ');
}

function nameOf({ label, pid, host }: WriterRow): string {
  return `${label} (process ${pid} on ${host})`;
}

/** The process that holds the write lock according to the Linux kernel; unknown across containers. */
function lockedBy(path: string): number | undefined {
  try {
    return holderIn(readFileSync('/proc/locks', 'utf8'), statSync(`${path}-shm`).ino);
  } catch {
    return undefined;
  }
}

/** Finds the process that holds the write lock in the text of /proc/locks. */
export function holderIn(locks: string, inode: number): number | undefined {
  for (const line of locks.split('\n')) {
    const [, kind, , mode, pid, file, start, end] = line.trim().split(/\s+/);
    if (kind !== 'POSIX' || mode !== 'WRITE' || file?.split(':')[2] !== String(inode)) continue;
    if (Number(start) <= WRITE_LOCK && Number(end) >= WRITE_LOCK && Number(pid) > 0) return Number(pid);
  }
  return undefined;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return hostname();
  }
}
