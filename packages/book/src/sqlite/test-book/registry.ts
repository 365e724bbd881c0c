import { existsSync, writeSync } from 'node:fs';
import { all, type Moment, one, type Steps } from '../../sql/procedure.ts';
import { sleepSync } from '../connection.ts';

interface Args {
  key: string;
  owner: string;
  marker: string;
  text: string;
}

function* put({ key, owner }: Args): Steps<void> {
  yield* all('insert into keys (key, owner) values (?, ?)', key, owner);
}

function* claim({ key, owner }: Args): Steps<boolean> {
  const text = 'insert into keys (key, owner) values (?, ?) on conflict do nothing returning key';
  return (yield* all(text, key, owner)).length === 1;
}

function* count(): Steps<unknown> {
  return (yield* one('select count(*) as n from keys'))?.n;
}

function* list(): Steps<unknown> {
  return (yield* all('select key, owner from keys order by key')).map((row) => ({ ...row }));
}

/** Writes, then throws: a bug of the procedure. */
function* fail(args: Args): Steps<void> {
  yield* put(args);
  throw new TypeError('a bug');
}

/** Holds the lock until a file exists. */
function* lock(args: Args): Steps<void> {
  yield* put(args);
  writeSync(1, 'holding\n');
  while (!existsSync(args.marker)) sleepSync(20);
}

/** Ends the thread inside the transaction. */
function* crash(args: Args): Steps<void> {
  yield* put(args);
  process.exit(1);
}

function* sql({ text }: Args): Steps<unknown> {
  return (yield* all(text)).map((row) => ({ ...row }));
}

function* half(): Steps<unknown> {
  return (yield* one('select ? / 2 as n', 5))?.n;
}

function* large(): Steps<unknown> {
  return (yield* one('select ? as n', 2 ** 53))?.n;
}

function* readMoment(_args: unknown, { now }: Moment): Steps<unknown> {
  yield* all('select 1');
  return { now };
}

/** Procedures of a small book, for tests of the driver. */
export const procedures = {
  put: { run: put, writes: true },
  claim: { run: claim, writes: true },
  fail: { run: fail, writes: true },
  lock: { run: lock, writes: true },
  crash: { run: crash, writes: true },
  sql: { run: sql, writes: true },
  count: { run: count, writes: false },
  list: { run: list, writes: false },
  query: { run: sql, writes: false },
  half: { run: half, writes: false },
  large: { run: large, writes: false },
  moment: { run: readMoment, writes: false },
};
