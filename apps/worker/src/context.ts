import { openBook, type Book } from '@cineflow/book';
import type { PollPolicy } from '@cineflow/core';
import { createHttpClient, type HttpClient } from '@cineflow/http';
import { createEpochs, createLine, type Epochs, type Outcome } from '@cineflow/limiter';
import { createProviders } from '@cineflow/providers';
import {
  createDoorbell,
  createFollowUp,
  createPollerWaker,
  openQueues,
  redisOptions,
  redisOutage,
  reportSeldom,
  type Doorbell,
  type FollowUp,
  type Queues,
  type WakePoller,
} from '@cineflow/queue';
import { secretValues, type Settings } from '@cineflow/settings';
import { createClipStore, type ClipStore } from '@cineflow/storage';
import { createLogger, type Logger } from '@cineflow/telemetry';
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { createAccounts, type Account } from './accounts.ts';
import { createBandwidth, type Bandwidth } from './collect/bandwidth.ts';
import { guardStoreIdentity } from './collect/guard-store.ts';
import { openJournal, type OutcomeJournal } from './journal/outcome-journal.ts';
import { createBarrier, type Barrier } from './recovery/barrier.ts';

/** Everything a worker's steps may use. Built from settings only; tests replace parts by `overrides`. */
export interface WorkerContext {
  settings: Settings;
  prefix: string;
  log: Logger;
  redis: Redis;
  queues: Queues;
  /** What was ordered, sent, paid and stored. */
  book: Book;
  /** Whether Redis is whole. */
  epochs: Epochs;
  /** Why nothing may be sent, whatever Redis says. */
  barrier: Barrier;
  accounts: ReadonlyMap<string, Account>;
  store: ClipStore;
  wake: Doorbell;
  followUp: FollowUp<Outcome>;
  wakePoller: WakePoller;
  poll: PollPolicy;
  /** Outcomes of this process that the book did not take yet. */
  journal: OutcomeJournal;
  /** From the begin of an attempt to its first byte, ms: later than this no worker writes. */
  sendBudgetMs: number;
  /** Fetches clips; creates and polls go through the providers. */
  http: HttpClient;
  /** Shared by all downloads of this worker. */
  bandwidth: Bandwidth;
  /** Aborts what may be taken up by another worker: downloads. */
  stopping: AbortSignal;
  stop(): void;
  close(): Promise<void>;
}

/** Connects a worker to the book, Redis, its providers and the clip store. */
export function createContext(settings: Settings, overrides: Partial<WorkerContext> = {}): WorkerContext {
  const prefix = `{${settings.redis.prefix}}`;
  const log = createLogger({
    name: 'worker',
    level: settings.logLevel,
    secrets: secretValues(settings),
    groupOf: (error) => (redisOutage(error) === null ? null : 'redis'),
  });
  const redis = new Redis(settings.redis.url, redisOptions('worker'));
  const report = reportSeldom((error, repeats) =>
    log.warn({ err: error, repeats }, 'redis connection failed'),
  );
  redis.on('error', report);
  const queues = openQueues(redis, prefix, (error) => log.warn({ err: error }, 'queue failed'));
  const barrier = createBarrier();
  const book = overrides.book ?? openBookOf(settings, () => barrier.doubt());
  const http = createHttpClient({ proxy: settings.proxy });
  const stopping = new AbortController();
  const wake = createDoorbell(queues, settings.submit.jitter);
  const journal = openJournal(settings.journalDirectory, `worker-${process.pid}-${nanoid(12)}`);
  return {
    settings,
    prefix,
    log,
    redis,
    queues,
    book,
    epochs: createEpochs(redis, prefix),
    barrier,
    accounts: createAccounts(redis, prefix, createProviders(settings)),
    store: guardStoreIdentity(openStore(settings), book),
    wake,
    followUp: createFollowUp<Outcome>({
      line: (providerId) => createLine(redis, prefix, providerId),
      wake,
      onError: (error) => log.warn({ err: error }, 'Redis was not told; convergence tells it again'),
    }),
    wakePoller: createPollerWaker(queues),
    poll: { ...settings.poll, firstMs: settings.poll.firstMs ?? null },
    journal,
    sendBudgetMs: Math.min(settings.worker.stallMs, settings.submit.timeoutMs),
    http,
    bandwidth: createBandwidth(settings.collect.maxBytesPerSecond),
    stopping: stopping.signal,
    stop: () => stopping.abort(),
    close: async () => {
      await queues.close();
      redis.disconnect();
      http[Symbol.dispose]();
      await Promise.all([journal.close(), book.close()]);
    },
    ...overrides,
  };
}

function openStore(settings: Settings): ClipStore {
  return createClipStore({
    rootDir: settings.outputDirectory,
    ...settings.storage,
    // A dead worker's job is given away after the stall time: its half clip must be up for taking by then.
    abandonedAfterMs: settings.worker.stallMs / 2,
  });
}

/** The book the settings name; `onServerChange` hears when PostgreSQL may have been exchanged for a standby. */
export function openBookOf({ book, redis }: Settings, onServerChange?: () => void): Book {
  const { dataDirectory } = book;
  return openBook({ url: book.url?.reveal(), dataDirectory, prefix: redis.prefix, onServerChange });
}

/** The account of a job; a job of a provider that is not configured here waits for a worker that has it. */
export function accountOf(context: WorkerContext, providerId: string): Account | null {
  return context.accounts.get(providerId) ?? null;
}

/** Most that all storyboards may cost today, micros; absent: no limit. */
export function dailyBudgetMicros({ settings }: Pick<WorkerContext, 'settings'>): number | undefined {
  return settings.dailyBudgetCents === undefined ? undefined : settings.dailyBudgetCents * 10_000;
}
