import type { PollPolicy } from '@cineflow/core';
import { createHttpClient, type HttpClient } from '@cineflow/http';
import { openPlatform, type Platform, type PlatformParts } from '@cineflow/platform';
import { createPollerWaker, type WakePoller } from '@cineflow/queue';
import type { Settings } from '@cineflow/settings';
import { nanoid } from 'nanoid';
import { createAccounts, type Account } from './accounts.ts';
import { createBandwidth, type Bandwidth } from './collect/bandwidth.ts';
import { guardStoreIdentity } from './collect/guard-store.ts';
import { openJournal, type OutcomeJournal } from './journal/outcome-journal.ts';
import { createRecovering, type Recovering } from './recovery/recovering.ts';

/** Dependencies of a worker's steps. */
export interface WorkerContext extends Omit<
  Platform,
  'providers' | 'lane' | 'line' | typeof Symbol.asyncDispose
> {
  /** Reason why nothing may be sent, regardless of Redis. */
  recovering: Recovering;
  accounts: ReadonlyMap<string, Account>;
  wakePoller: WakePoller;
  poll: PollPolicy;
  /** Earliest next comparison of Redis with the book (performance.now). */
  converge: { nextAt: number };
  /** Outcomes of this process that are not in the book yet. */
  journal: OutcomeJournal;
  /** Maximum time from the begin of an attempt to its first byte, ms. */
  sendBudgetMs: number;
  /** Downloads clips; creates and polls go through the providers. */
  http: HttpClient;
  /** Shared by all downloads of this worker. */
  bandwidth: Bandwidth;
  /** Aborts work that another worker can continue: downloads. */
  stopping: AbortSignal;
  stop(): void;
  close(): Promise<void>;
}

/** Connects a worker to the book, Redis, its providers and the clip store; a bench may replace parts. */
export function createContext(settings: Settings, parts: Partial<PlatformParts> = {}): WorkerContext {
  const recovering = createRecovering();
  const { providers, lane, line, ...platform } = openPlatform(settings, {
    role: 'worker',
    parts,
    onServerChange: () => recovering.suspect(),
    abandonedAfterMs: settings.worker.stallMs / 2,
  });
  const http = createHttpClient({ proxy: settings.proxy });
  const stopping = new AbortController();
  const journal = openJournal(settings.journalDirectory, `worker-${process.pid}-${nanoid(12)}`);
  return {
    ...platform,
    recovering,
    accounts: createAccounts(providers, { ...platform, lane, line }),
    store: guardStoreIdentity(platform.store, platform.book),
    wakePoller: createPollerWaker(platform.queues),
    converge: { nextAt: 0 },
    poll: { ...settings.poll, firstMs: settings.poll.firstMs ?? null },
    journal,
    sendBudgetMs: Math.min(settings.worker.stallMs, settings.submit.timeoutMs),
    http,
    bandwidth: createBandwidth(settings.collect.maxBytesPerSecond),
    stopping: stopping.signal,
    stop: () => stopping.abort(),
    close: async () => {
      http[Symbol.dispose]();
      await Promise.all([journal.close(), platform[Symbol.asyncDispose]()]);
    },
  };
}

/** The account of a job. A job of a provider not configured here waits for a worker that has it. */
export function accountOf(context: WorkerContext, providerId: string): Account | null {
  return context.accounts.get(providerId) ?? null;
}

/** Budget of the day for all storyboards, micros; absent: no limit. */
export function dailyBudgetMicros({ settings }: Pick<WorkerContext, 'settings'>): number | undefined {
  return settings.dailyBudgetCents === undefined ? undefined : settings.dailyBudgetCents * 10_000;
}
