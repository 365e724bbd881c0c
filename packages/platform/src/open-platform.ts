import type { Book } from '@cineflow/book';
import { defined } from '@cineflow/core';
import {
  createEpochs,
  createLane,
  createLine,
  createWorkers,
  laneKey,
  type Epochs,
  type Lane,
  type Line,
  type Outcome,
  type Workers,
} from '@cineflow/limiter';
import { createProviders, type Provider } from '@cineflow/providers';
import {
  createWake,
  createFollowUp,
  isOfOutage,
  openQueues,
  type Wake,
  type FollowUp,
  type Queues,
  type RedisRole,
} from '@cineflow/queue';
import { secretValues, type Settings } from '@cineflow/settings';
import { type AssetStore, createAssetStore, createClipStore, type ClipStore } from '@cineflow/storage';
import { createLogger, type Logger } from '@cineflow/telemetry';
import type { Redis } from 'ioredis';
import { openBookOf } from './open-book.ts';
import { openRedis } from './open-redis.ts';
import { createPictures, type Pictures } from './pictures.ts';

/** Replacements by a test or bench; a replaced part is never opened. */
export interface PlatformParts {
  readonly log: Logger;
  /** Record of orders, creates, payments and decisions. */
  readonly book: Book;
  /** Enabled providers; the first one is the default. */
  readonly providers: readonly Provider[];
  readonly store: ClipStore;
  /** Pictures people gave us. */
  readonly assets: AssetStore;
}

/** What amounts are counted in. The currency is that of the book from its first call on, whatever the settings say. */
export interface BookMoney {
  readonly currency: string;
  /** What one unit of another currency is worth in it. */
  readonly rates: Readonly<Record<string, number>>;
}

/** Everything that is opened by the settings, the same in each process. */
export interface Platform extends PlatformParts, AsyncDisposable {
  readonly settings: Settings;
  readonly money: BookMoney;
  /** Of all keys, with the braces that keep them in one slot of a cluster. */
  readonly prefix: string;
  readonly redis: Redis;
  /** Those pictures as providers get them. */
  readonly pictures: Pictures;
  /** State of Redis relative to the book. */
  readonly epochs: Epochs;
  /** Registry of running workers. */
  readonly workers: Workers;
  readonly queues: Queues;
  readonly wake: Wake;
  /** Puts committed changes of the book into Redis. */
  readonly followUp: FollowUp<Outcome>;
  /** Lane and line of any provider, enabled or not: old takes keep theirs. */
  readonly lane: (providerId: string) => Lane;
  readonly line: (providerId: string) => Line;
}

export interface PlatformOptions {
  role: RedisRole;
  parts?: Partial<PlatformParts>;
  /** Called after a possible failover of PostgreSQL. */
  onServerChange?: () => void;
  /** Called if Redis could not be updated; default: the log. */
  onUntold?: (error: unknown) => void;
  /**
   * Age of an abandoned partial download. A dead worker's job moves on after the stall time, and must be able to
   * claim it.
   */
  abandonedAfterMs?: number;
}

/** Opens the configured parts. Connects to the book, the store and, in the API, Redis only on the first call. */
export function openPlatform(settings: Settings, options: PlatformOptions): Platform {
  const { role, parts = {}, onServerChange, abandonedAfterMs } = options;
  const log = parts.log ?? openLog(role, settings);
  const prefix = `{${settings.redis.prefix}}`;
  const redis = openRedis(settings.redis.url, role, log);
  // All queues repeat errors that their connection has already reported.
  const queues = openQueues(redis, prefix, (error) => log.debug({ err: error }, 'queue failed'));
  const money = { currency: settings.book.currency, rates: settings.book.rates };
  const onCurrency = (currency: string): void => void (money.currency = currency);
  const book = parts.book ?? openBookOf(settings, { onServerChange, onCurrency });
  const wake = createWake(queues, settings.submit.jitter);
  const line = (providerId: string): Line => createLine(redis, prefix, providerId);
  const onError =
    options.onUntold ??
    ((error: unknown) => log.warn({ err: error }, 'Redis was not told; convergence tells it again'));
  const place = { rootDir: settings.outputDirectory, ...settings.storage };
  const assets = parts.assets ?? createAssetStore(place);
  return {
    settings,
    money,
    log,
    prefix,
    redis,
    queues,
    book,
    epochs: createEpochs(redis, prefix),
    workers: createWorkers(redis, prefix),
    providers: parts.providers ?? createProviders(settings),
    store: parts.store ?? createClipStore({ ...place, ...defined({ abandonedAfterMs }) }),
    assets,
    pictures: createPictures({ settings, book, assets }),
    wake,
    followUp: createFollowUp<Outcome>({ line, wake, onError }),
    lane: (providerId) => createLane(redis, laneKey(prefix, providerId)),
    line,
    [Symbol.asyncDispose]: async () => {
      await queues.close();
      redis.disconnect();
      await book.close();
    },
  };
}

function openLog(role: RedisRole, settings: Settings): Logger {
  return createLogger({
    name: role,
    level: settings.logLevel,
    format: settings.logFormat,
    secrets: secretValues(settings),
    // One outage of Redis causes many different errors.
    groupOf: (error) => (isOfOutage(error) ? 'redis' : null),
  });
}
