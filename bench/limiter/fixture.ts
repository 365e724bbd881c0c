import { fork, type ChildProcess } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBook, type Book, type BookPlace } from '@cineflow/book';
import { createLane, createLine, laneKey, type Lane } from '@cineflow/limiter';
import { createWake, createFollowUp, openQueues, parkTakes, type Wake, type Queues } from '@cineflow/queue';
import {
  connectRedis,
  eventually,
  startPrivatePostgres,
  startPrivateRedis,
  startSandboxProcess,
} from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import type { Message } from './message.ts';

export interface BenchOptions {
  mode: 'sandbox' | 'instant' | 'endless' | 'bare';
  workers: number;
  limit: number;
  env?: Record<string, string>;
  /** Render time of the sandbox, ms: a number, or a range. */
  renderMs?: `${number}` | `${number}-${number}`;
  onMessage?: (message: Message) => void;
  /** An existing book; absent: a new one. */
  place?: BookPlace;
}

/** A separate Redis and book (SQLite, or BENCH_BOOK=postgres), workers as processes, and orders without the API. */
export interface BenchFixture extends AsyncDisposable {
  redis: Redis;
  queues: Queues;
  book: Book;
  lane: Lane;
  workers: ChildProcess[];
  /** Orders a storyboard of this many one-take shots. */
  order(id: string, shots: number): Promise<void>;
  /** Sets the proven limit, so that all permits are given at once. */
  open(proven: number): Promise<void>;
  /** Waits until every take of a storyboard is final. */
  finished(id: string, timeoutMs: number): Promise<void>;
}

export const PROVIDER = 'sora-hk';
/** Prefix of every bench, in Redis and in the book. */
export const BENCH_PREFIX = 'bench';

export async function startBenchFixture(options: BenchOptions): Promise<BenchFixture> {
  const server = await startPrivateRedis();
  const redis = connectRedis(server.url);
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-bench-'));
  const sandbox = await startSandboxProcess({ SANDBOX_RENDER_MS: options.renderMs ?? '1000' });
  const isPostgres = options.place === undefined && process.env['BENCH_BOOK'] === 'postgres';
  const postgres = isPostgres ? await startPrivatePostgres() : undefined;
  const place = options.place ?? {
    url: postgres?.url,
    dataDirectory: join(directory, 'data'),
    prefix: BENCH_PREFIX,
  };
  const env = {
    ...process.env,
    REDIS_URL: server.url,
    DATABASE_URL: place.url ?? '',
    CINEFLOW_PREFIX: place.prefix,
    OUTPUT_DIR: directory,
    CINEFLOW_DATA_DIR: place.dataDirectory,
    LOG_LEVEL: 'warn',
    SORA_API_KEY: 'bench',
    SORA_BASE_URL: `${sandbox.url}/v1`,
    MAX_CONCURRENT_TASKS: String(options.limit),
    CINEFLOW_POLLS_PER_SECOND: '0',
    BENCH_MODE: options.mode,
    ...options.env,
  };
  const queues = openQueues(redis, '{bench}', console.error);
  const book = openBook(place);
  const wake = createWake(queues, { minMs: 0, maxMs: 0 });
  const lane = createLane(redis, laneKey('{bench}', PROVIDER));
  const workers = await Promise.all(
    Array.from({ length: options.workers }, () => startChild(env, options.onMessage)),
  );
  return {
    redis,
    queues,
    book,
    lane,
    workers,
    order: storyboardMaker({ redis, queues, book, wake }),
    open: async (proven) => {
      await redis.hset(lane.key, 'proven', proven);
      await wake(PROVIDER, await lane.reset());
    },
    finished: async (id, timeoutMs) => {
      const isDone = async () => (await book.storyboards.read({ id }))?.finishedAt !== undefined;
      await eventually(isDone, { timeoutMs, everyMs: 50 });
    },
    [Symbol.asyncDispose]: async () => {
      for (const worker of workers) worker.kill('SIGKILL');
      await sandbox.kill('SIGKILL');
      await queues.close();
      await book.close();
      redis.disconnect();
      await Promise.all([server.stop(), postgres?.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Orders takes like the API: the book first, then parked jobs and queue entries. */
function storyboardMaker({
  redis,
  queues,
  book,
  wake,
}: Pick<BenchFixture, 'redis' | 'queues' | 'book'> & { wake: Wake }): BenchFixture['order'] {
  const line = (provider: string) => createLine(redis, '{bench}', provider);
  const followUp = createFollowUp({ line, wake, onError: console.error });
  return async (id, shots) => {
    await book.storyboards.accept({ storyboard: storyboardOf(id, shots) });
    const moved = await book.takes.queuedRows({ storyboardId: id, after: 0, limit: shots });
    const jobs = moved.map(({ takeId }) => ({ takeId, providerId: PROVIDER }));
    await parkTakes(queues, jobs);
    await followUp(PROVIDER, { moved });
  };
}

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

async function startChild(
  env: NodeJS.ProcessEnv,
  onMessage: BenchOptions['onMessage'],
): Promise<ChildProcess> {
  const child = fork(new URL('worker.ts', import.meta.url), { env, stdio: 'inherit' });
  children.add(child);
  const [first] = (await once(child, 'message')) as [Message];
  if (first.kind !== 'ready') throw new Error(`a worker said ${first.kind} before it was ready`);
  child.on('message', (message: Message) => onMessage?.(message));
  return child;
}

type Storyboard = Parameters<Book['storyboards']['accept']>[0]['storyboard'];

/** A storyboard of one-take shots with different contents. */
export function storyboardOf(id: string, shots: number): Storyboard {
  const takes = Array.from({ length: shots }, (_, index) => {
    const request = { model: 'sora-2', inputs: [], durationSeconds: 10, aspectRatio: '16:9' };
    return {
      segmentIndex: index + 1,
      takeNumber: 1,
      fingerprint: hash('sha256', `${id}-${index}`),
      providerId: PROVIDER,
      request: { ...request, prompt: `${id}-${index + 1}-1` },
    };
  });
  const words = { id, name: id, providerId: PROVIDER, model: 'sora-2', priority: 'normal' as const };
  return { ...words, force: false, warnings: [], takes };
}

/** CPU time used by a worker, ms. */
export async function cpuOf(worker: ChildProcess): Promise<number> {
  return (await usageOf(worker)).cpuMs;
}

/** Resource use of a worker: CPU time and peak heap. */
export async function usageOf(worker: ChildProcess): Promise<Message & { kind: 'usage' }> {
  const { promise, resolve } = Promise.withResolvers<Message & { kind: 'usage' }>();
  const hear = (message: Message): void => {
    if (message.kind !== 'usage') return;
    worker.off('message', hear);
    resolve(message);
  };
  worker.on('message', hear);
  worker.send('usage');
  return promise;
}

/** CPU time used by Redis, ms. */
export async function cpuOfRedis(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const seconds = ['used_cpu_sys', 'used_cpu_user'].map((name) =>
    Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]),
  );
  return seconds.reduce((sum, value) => sum + value, 0) * 1000;
}

/** Nearest-rank percentile, rounded to tenths. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN) * 10) / 10;
}
