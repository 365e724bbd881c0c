import { BroadcastChannel } from 'node:worker_threads';
import { createBook, openDriver, type Book, type BookPlace, type Driver } from '@cineflow/book';
import { eventually } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { TIMINGS, type Timing } from './timed-procedures.ts';

/** One step as seen by its caller and by others, ms. */
export interface StepRow {
  driver: string;
  step: string;
  ms: number;
  /** Longest transaction of the book, from its first statement to its last one: as long as others may wait for it. */
  transactionMs: number;
  transaction: string;
  /** Longest call of the book as its caller sees it: with the way there, and waiting for a connection. */
  callMs: number;
  call: string;
  /** Longest time Redis was blocked. */
  redisMs: number;
  command: string;
}

/** A whole transaction in one statement on PostgreSQL. */
const ONE_STATEMENT = 'takes.begin';
/** Threshold of listed Redis commands, µs. */
const SLOWER_THAN = 500;

/** A book whose calls and transactions are timed. */
export interface WatchedBook {
  book: Book;
  /** As callers see them. */
  calls: Timing[];
  /** As the database does; statements that are a whole transaction are missing. */
  transactions: Timing[];
  close: () => Promise<void>;
}

/** Opens a new book in a folder, or in PostgreSQL. */
export function openWatchedBook(place: BookPlace): WatchedBook {
  const driver = openDriver({ ...place, registry: new URL('./timed-procedures.ts', import.meta.url) });
  const calls: Timing[] = [];
  const transactions: Timing[] = [];
  const channel = new BroadcastChannel(TIMINGS);
  channel.addEventListener('message', (told) =>
    transactions.push((told as unknown as { data: Timing }).data),
  );
  const timed =
    (run: Driver['write']): Driver['write'] =>
    async (name, args) => {
      const startedAt = performance.now();
      try {
        return await run(name, args);
      } finally {
        calls.push({ name, ms: performance.now() - startedAt });
      }
    };
  const book = createBook({
    kind: driver.kind,
    health: () => driver.health(),
    backup: (path) => driver.backup(path),
    close: () => driver.close(),
    write: timed((name, args) => driver.write(name, args)),
    read: timed((name, args) => driver.read(name, args)),
  });
  return { book, calls, transactions, close: async () => channel.close() };
}

/** Runs a step and returns its longest parts. */
export async function watchStep(
  { driver, redis, watched }: { driver: string; redis: Redis; watched: WatchedBook },
  step: string,
  run: () => Promise<unknown>,
): Promise<StepRow> {
  const { calls, transactions } = watched;
  await redis.config('SET', 'slowlog-log-slower-than', SLOWER_THAN, 'slowlog-max-len', 10_000);
  await redis.call('SLOWLOG', 'RESET');
  calls.length = 0;
  transactions.length = 0;
  const startedAt = performance.now();
  await run();
  const ms = performance.now() - startedAt;
  const statements = calls.filter(({ name }) => driver === 'postgres' && name === ONE_STATEMENT);
  await eventually(async () => transactions.length === calls.length - statements.length);
  const transaction = longest([...transactions, ...statements]);
  const call = longest(calls);
  const command = await slowest(redis);
  const row = {
    driver,
    step,
    ms: rounded(ms),
    transactionMs: rounded(transaction.ms),
    transaction: transaction.name,
    callMs: rounded(call.ms),
    call: `${call.name}, 1 of ${calls.length}`,
    redisMs: rounded(command.ms),
    command: command.name,
  };
  console.log(
    `${driver} ${step}: ${row.ms} ms · transaction ${row.transactionMs} (${row.transaction}) · ` +
      `call ${row.callMs} (${row.call}) · Redis ${row.redisMs} (${row.command})`,
  );
  return row;
}

function longest(timings: readonly Timing[]): Timing {
  return timings.toSorted((a, b) => b.ms - a.ms)[0] ?? { name: 'none', ms: 0 };
}

async function slowest(redis: Redis): Promise<Timing> {
  const entries = (await redis.call('SLOWLOG', 'GET', 10_000)) as [number, number, number, string[]][];
  const [entry] = entries.toSorted((a, b) => b[2] - a[2]);
  return entry === undefined
    ? { name: 'none', ms: 0 }
    : { name: entry[3].slice(0, 2).join(' ').slice(0, 24), ms: entry[2] / 1000 };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
