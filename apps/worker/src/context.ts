import type { PollPolicy } from '@cineflow/core';
import { createHttpClient, type HttpClient } from '@cineflow/http';
import {
  createDurabilityProof,
  createLedger,
  openKeyBook,
  type Durability,
  type Journal,
  type KeyBook,
  type Ledger,
  rotatingJournal,
  type ProveDurable,
} from '@cineflow/ledger';
import { createProviders } from '@cineflow/providers';
import {
  createDoorbell,
  openQueues,
  type Doorbell,
  type Queues,
  createPollerWaker,
  type WakePoller,
} from '@cineflow/queue';
import { secretValues, type Settings } from '@cineflow/settings';
import { createFilmStore, type FilmStore } from '@cineflow/storage';
import { createLogger, type Logger } from '@cineflow/telemetry';
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { createAccounts, type Account } from './accounts.ts';
import { createBandwidth, type Bandwidth } from './bandwidth.ts';
import { knowStore } from './know-store.ts';

/** Everything a worker's steps may use. Built from settings only; tests replace parts by `overrides`. */
export interface WorkerContext {
  settings: Settings;
  prefix: string;
  log: Logger;
  redis: Redis;
  queues: Queues;
  ledger: Ledger;
  /** Who may spend how much. */
  keys: KeyBook;
  accounts: ReadonlyMap<string, Account>;
  store: FilmStore;
  doorbell: Doorbell;
  wakePoller: WakePoller;
  poll: PollPolicy;
  /** This process's own file beside Redis. */
  journal: Journal;
  /** What Redis promises about writes it has answered; known from the start of the worker on. */
  durability: Durability;
  proveDurable: ProveDurable;
  /** From the begin of an attempt to its first byte, ms: later than this no worker writes. */
  sendBudgetMs: number;
  /** Fetches films; creates and polls go through the providers. */
  http: HttpClient;
  /** Shared by all downloads of this worker. */
  bandwidth: Bandwidth;
  /** Aborts what may be taken up by another worker: downloads. */
  stopping: AbortSignal;
  stop(): void;
  close(): Promise<void>;
}

const RECONNECT_MAX_MS = 2000;

/** Connects a worker to Redis, its providers and the film store. */
export function createContext(settings: Settings, overrides: Partial<WorkerContext> = {}): WorkerContext {
  const prefix = `{${settings.redis.prefix}}`;
  const log = createLogger({ name: 'worker', level: settings.logLevel, secrets: secretValues(settings) });
  const redis = new Redis(settings.redis.url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * 2 ** times, RECONNECT_MAX_MS),
  });
  redis.on('error', (error) => log.warn({ err: error }, 'redis connection failed'));
  const queues = openQueues(redis, prefix, (error) => log.warn({ err: error }, 'queue failed'));
  const ledger = createLedger(redis, prefix);
  const providers = createProviders(settings);
  const http = createHttpClient({ proxy: settings.proxy });
  const stopping = new AbortController();
  const journal = rotatingJournal(settings.journalDirectory, `worker-${process.pid}-${nanoid(12)}`);
  const proof = createDurabilityProof(() => redis.duplicate(), prefix);
  return {
    settings,
    prefix,
    log,
    redis,
    queues,
    ledger,
    keys: openKeyBook(settings.keysFile, ledger),
    accounts: createAccounts(redis, prefix, { ledger, providers: providers }),
    store: knowStore(
      createFilmStore({
        rootDir: settings.outputDirectory,
        ...settings.storage,
        // A dead worker's job is given away after the stall time: its half film must be up for taking by then.
        abandonedAfterMs: settings.worker.stallMs / 2,
      }),
      ledger,
    ),
    doorbell: createDoorbell(queues, settings.submit.jitter),
    wakePoller: createPollerWaker(queues),
    poll: { ...settings.poll, firstMs: settings.poll.firstMs ?? null },
    journal,
    durability: { kind: 'proof', reason: 'not asked yet' },
    proveDurable: proof.prove,
    sendBudgetMs: Math.min(settings.worker.stallMs, settings.submit.timeoutMs),
    http,
    bandwidth: createBandwidth(settings.collect.maxBytesPerSecond),
    stopping: stopping.signal,
    stop: () => stopping.abort(),
    close: async () => {
      await journal.close();
      proof.close();
      await queues.close();
      redis.disconnect();
      http[Symbol.dispose]();
    },
    ...overrides,
  };
}

/** The account of a job; a job of a provider that is not configured here waits for a worker that has it. */
export function accountOf(context: WorkerContext, provider: string): Account | null {
  return context.accounts.get(provider) ?? null;
}
