import type { Book } from '@cineflow/book';
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
import { createClipStore, type ClipStore } from '@cineflow/storage';
import { createLogger, type Logger } from '@cineflow/telemetry';
import type { Redis } from 'ioredis';
import { openBookOf } from './open-book.ts';
import { openRedis } from './open-redis.ts';

/** What a test or a bench brings itself; the part it stands for is never opened. */
export interface PlatformParts {
  readonly log: Logger;
  /** What was ordered, sent, paid and decided. */
  readonly book: Book;
  /** Enabled providers; the first one is the default. */
  readonly providers: readonly Provider[];
  readonly store: ClipStore;
}

/** Everything that is opened by the settings, the same in each process. */
export interface Platform extends PlatformParts, AsyncDisposable {
  readonly settings: Settings;
  /** Of all keys, with the braces that keep them in one slot of a cluster. */
  readonly prefix: string;
  readonly redis: Redis;
  /** Whether Redis is whole. */
  readonly epochs: Epochs;
  /** Which workers are at work. */
  readonly workers: Workers;
  readonly queues: Queues;
  readonly wake: Wake;
  /** Tells Redis what the book has decided. */
  readonly followUp: FollowUp<Outcome>;
  /** The lane and the line of any provider, enabled or not: old takes keep theirs. */
  readonly lane: (providerId: string) => Lane;
  readonly line: (providerId: string) => Line;
}

export interface PlatformOptions {
  role: RedisRole;
  parts?: Partial<PlatformParts>;
  /** Hears when PostgreSQL may have been exchanged for a standby. */
  onServerChange?: () => void;
  /** Hears of decisions Redis could not be told; default: the log. */
  onUntold?: (error: unknown) => void;
  /** A dead worker's job is given away after the stall time: its half clip must be up for taking by then. */
  abandonedAfterMs?: number;
}

/** Opens what the settings name. Touches neither the book, the store nor, as the API, Redis before the first call. */
export function openPlatform(settings: Settings, options: PlatformOptions): Platform {
  const { role, parts = {}, onServerChange, abandonedAfterMs } = options;
  const log = parts.log ?? openLog(role, settings);
  const prefix = `{${settings.redis.prefix}}`;
  const redis = openRedis(settings.redis.url, role, log);
  // The queues repeat what their one connection has reported already.
  const queues = openQueues(redis, prefix, (error) => log.debug({ err: error }, 'queue failed'));
  const book = parts.book ?? openBookOf(settings, onServerChange);
  const wake = createWake(queues, settings.submit.jitter);
  const line = (providerId: string): Line => createLine(redis, prefix, providerId);
  const onError =
    options.onUntold ??
    ((error: unknown) => log.warn({ err: error }, 'Redis was not told; convergence tells it again'));
  return {
    settings,
    log,
    prefix,
    redis,
    queues,
    book,
    epochs: createEpochs(redis, prefix),
    workers: createWorkers(redis, prefix),
    providers: parts.providers ?? createProviders(settings),
    store:
      parts.store ??
      createClipStore({
        rootDir: settings.outputDirectory,
        ...settings.storage,
        ...(abandonedAfterMs === undefined ? {} : { abandonedAfterMs }),
      }),
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
    secrets: secretValues(settings),
    // Each thing that Redis refuses is another error with the same cause.
    groupOf: (error) => (isOfOutage(error) ? 'redis' : null),
  });
}
