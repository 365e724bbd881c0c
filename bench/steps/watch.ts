import { createBook, openDriver, type Book, type BookPlace, type Driver } from '@cineflow/book';
import type { Redis } from 'ioredis';

/** One step as seen by its caller and by others, ms. */
export interface StepRow {
  driver: string;
  step: string;
  ms: number;
  /** Longest call of the book: transaction and round trip. */
  longestTransactionMs: number;
  transaction: string;
  /** Longest time Redis was blocked. */
  longestRedisMs: number;
  command: string;
}

interface Call {
  name: string;
  ms: number;
}

/** Threshold of listed Redis commands, µs. */
const SLOWER_THAN = 500;

/** A book with timed transactions. */
export function openWatchedBook(place: BookPlace): { book: Book; calls: Call[] } {
  const driver = openDriver(place);
  const calls: Call[] = [];
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
    write: timed((name, args) => driver.write(name, args)),
    read: timed((name, args) => driver.read(name, args)),
    health: () => driver.health(),
    backup: (path) => driver.backup(path),
    close: () => driver.close(),
  });
  return { book, calls };
}

/** Runs a step and returns its longest parts. */
export async function watchStep(
  { driver, redis, calls }: { driver: string; redis: Redis; calls: Call[] },
  step: string,
  run: () => Promise<unknown>,
): Promise<StepRow> {
  await redis.config('SET', 'slowlog-log-slower-than', SLOWER_THAN, 'slowlog-max-len', 10_000);
  await redis.call('SLOWLOG', 'RESET');
  calls.length = 0;
  const startedAt = performance.now();
  await run();
  const ms = performance.now() - startedAt;
  const longest = calls.toSorted((a, b) => b.ms - a.ms)[0];
  const slow = await slowest(redis);
  const row = {
    driver,
    step,
    ms: rounded(ms),
    longestTransactionMs: rounded(longest?.ms ?? 0),
    transaction: longest === undefined ? '' : `${longest.name}, 1 of ${calls.length}`,
    longestRedisMs: rounded(slow.ms),
    command: slow.name,
  };
  console.log(
    `${driver} ${step}: ${row.ms} ms · book ${row.longestTransactionMs} (${row.transaction}) · Redis ${row.longestRedisMs} (${row.command})`,
  );
  return row;
}

async function slowest(redis: Redis): Promise<Call> {
  const entries = (await redis.call('SLOWLOG', 'GET', 10_000)) as [number, number, number, string[]][];
  const [entry] = entries.toSorted((a, b) => b[2] - a[2]);
  return entry === undefined
    ? { name: 'none', ms: 0 }
    : { name: entry[3].slice(0, 2).join(' ').slice(0, 24), ms: entry[2] / 1000 };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
