import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBook, type Book } from '@cineflow/book';
import { createEpochs, createLine } from '@cineflow/limiter';
import { eventually, startPrivatePostgres } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { figure, type Figure } from '../limiter/cases.ts';
import {
  BENCH_PREFIX,
  percentile,
  PROVIDER,
  startBenchFixture,
  usageOf,
  type BenchFixture,
} from '../limiter/fixture.ts';
import { fillBook, storyboardIds, type GrowthPlace } from './fill-book.ts';

/** Parameters of the bench. */
export interface GrowthCase {
  driver: 'sqlite' | 'postgres';
  /** Number of stored takes. */
  takes: number;
  /** Open takes when Redis is emptied. */
  open: number;
  /** Bytes a finished take leaves in Redis. */
  leftBytes: number;
}

const MEGABYTE = 1024 * 1024;
const SAMPLES = 500;
const REDIS_PREFIX = `{${BENCH_PREFIX}}`;

/** Size and speed of a large book, and the time to rebuild an emptied Redis. */
export async function benchGrowth({ driver, takes, open, leftBytes }: GrowthCase): Promise<Figure[]> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'cineflow-growth-'));
  const server = driver === 'postgres' ? await startPrivatePostgres() : undefined;
  const place = { url: server?.url, dataDirectory, prefix: BENCH_PREFIX, server };
  const named = (name: string) => `${driver}, ${takes.toLocaleString('en')} takes: ${name}`;
  try {
    const startedAt = performance.now();
    await fillBook(place, takes);
    return [
      figure(named('filled in, s'), (performance.now() - startedAt) / 1000),
      ...(await readFigures(place, takes, named)),
      ...(await recoveryFigures(place, { open, finishedBytes: leftBytes * takes, named })),
    ];
  } finally {
    await server?.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

type Named = (name: string) => string;

async function readFigures(place: GrowthPlace, takes: number, named: Named): Promise<Figure[]> {
  const book = openBook(place);
  const ids = storyboardIds(takes);
  const any = () => ids[Math.floor(Math.random() * ids.length)] ?? '';
  const list = await timed(() => book.storyboards.list({ limit: 50, before: any() }));
  const status = await timed(() => book.storyboards.read({ id: any() }));
  const shots = await timed(() => book.storyboards.takes({ id: any() }));
  const { sizeBytes = Number.NaN } = await book.health();
  await book.close();
  return [
    figure(named('size of the book, MB'), sizeBytes / MEGABYTE, { most: 4096 }),
    ...percentiles(named('a page of 50 storyboards'), list, 20),
    ...percentiles(named('status of a storyboard'), status, 20),
    ...percentiles(named('the 100 takes of a storyboard'), shots),
  ];
}

async function timed(read: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < SAMPLES; count += 1) {
    const startedAt = performance.now();
    await read();
    times.push(performance.now() - startedAt);
  }
  return times;
}

function percentiles(name: string, times: readonly number[], most?: number): Figure[] {
  return [
    figure(`${name}, p50, ms`, percentile(times, 0.5)),
    figure(`${name}, p99, ms`, percentile(times, 0.99), most === undefined ? undefined : { most }),
  ];
}

async function recoveryFigures(
  place: GrowthPlace,
  { open, finishedBytes, named }: { open: number; finishedBytes: number; named: Named },
): Promise<Figure[]> {
  await using fixture = await startBenchFixture({ mode: 'endless', workers: 1, limit: 20, place });
  await fixture.order('open', open);
  // A Redis new to a book starts with a low capacity and climbs.
  await fixture.open(20);
  await eventually(async () => (await fixture.lane.stats()).inFlight === 20, { timeoutMs: 60_000 });
  const redisBytes = (await memoryOf(fixture.redis)) + finishedBytes;
  const startedAt = performance.now();
  await fixture.redis.flushall();
  await eventually(() => isWhole(fixture), { timeoutMs: 120_000, everyMs: 50 });
  const seconds = (performance.now() - startedAt) / 1000;
  const [worker] = fixture.workers;
  if (worker === undefined) throw new Error('no worker');
  const { heapBytes } = await usageOf(worker);
  return [
    figure(named(`Redis with ${open} open, MB`), redisBytes / MEGABYTE, { most: 300 }),
    figure(named(`whole again after FLUSHALL with ${open} open, s`), seconds, { most: 10 }),
    figure(named('most heap of the worker, MB'), heapBytes / MEGABYTE, { most: 256 }),
  ];
}

/** The epoch is open, and Redis has all open takes in their versions. */
async function isWhole({ redis, book }: BenchFixture): Promise<boolean> {
  const { number } = await createEpochs(redis, REDIS_PREFIX).look();
  if (number === null || number !== (await book.identity.read({})).redisEpoch) return false;
  const line = createLine(redis, REDIS_PREFIX, PROVIDER);
  for await (const page of openPages(book)) {
    const { behind } = await line.compare({ takes: page.map(({ takeId, version }) => [takeId, version]) });
    if (behind.length > 0) return false;
  }
  return true;
}

async function* openPages({ takes }: Book): AsyncGenerator<{ takeId: string; version: number }[]> {
  for (let after = ''; ;) {
    const page = await takes.openVersions({ providerId: PROVIDER, after, limit: 1000 });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.takeId;
  }
}

/** More than the queues keep of finished jobs, so that a second batch shows the permanent growth. */
const BATCH = 3000;

/** Bytes of one more finished take in Redis, without temporary data. */
export async function benchLeftovers(): Promise<Figure> {
  const env = {
    CINEFLOW_POLL_FIRST_MS: '0',
    CINEFLOW_WORKER_CONCURRENCY: '100',
    CINEFLOW_COLLECT_CONCURRENCY: '100',
  };
  await using fixture = await startBenchFixture({ mode: 'instant', workers: 1, limit: 200, env });
  const run = async (id: string): Promise<number> => {
    await fixture.order(id, BATCH);
    await fixture.open(200);
    await fixture.finished(id, 180_000);
    await dropTombstones(fixture.redis);
    return memoryOf(fixture.redis);
  };
  const before = await run('leftovers-1');
  const bytes = Math.max(0, (await run('leftovers-2')) - before) / BATCH;
  return figure('left in Redis by a finished take, bytes', bytes);
}

/** Redis expires them after ten minutes. */
async function dropTombstones(redis: Redis): Promise<void> {
  for await (const keys of redis.scanStream({ match: `${REDIS_PREFIX}:take:*`, count: 1000 })) {
    if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
  }
}

async function memoryOf(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}
