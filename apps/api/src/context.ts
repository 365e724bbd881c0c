import { openBook, type Book } from '@cineflow/book';
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
  createDoorbell,
  createFollowUp,
  openQueues,
  type Doorbell,
  type FollowUp,
  type Queues,
  redisRefusal,
} from '@cineflow/queue';
import { secretValues, type Settings } from '@cineflow/settings';
import { createClipStore, type ClipStore } from '@cineflow/storage';
import { createLogger, type Logger } from '@cineflow/telemetry';
import { createBackground, type Background } from './background.ts';
import { connectRedis, openRedis } from './context-redis.ts';
import { createKeyReader, type KeyReader } from './keys/key-reader.ts';
import { createPriceReader, type PriceReader } from './money/price-reader.ts';
import { createRedisGate, type RedisGate } from './redis-gate.ts';
import { createEvictionReader } from './remember-eviction.ts';

/** Everything the routes work with. */
export interface Context extends AsyncDisposable {
  readonly settings: Settings;
  readonly logger: Logger;
  /** What was ordered, sent, paid and decided. */
  readonly book: Book;
  /** Who may ask, and what each may spend. */
  readonly keys: KeyReader;
  /** For what only Redis knows, and answers can do without. */
  readonly redis: RedisGate;
  readonly epochs: Epochs;
  /** Which workers are at work. */
  readonly workers: Workers;
  readonly queues: Queues;
  readonly wake: Doorbell;
  /** Tells Redis what the book has decided; skipped while Redis is known to be away. */
  readonly followUp: FollowUp<Outcome>;
  readonly background: Background;
  readonly store: ClipStore;
  /** The providers that are set up, by id. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** Id of the one that makes storyboards which name none. */
  readonly defaultProvider: string | undefined;
  /** What creates cost at a provider; null where it does not tell. */
  pricesOf: PriceReader;
  /** The lane and the line of any provider, enabled or not: old takes keep theirs. */
  lane(providerId: string): Lane;
  line(providerId: string): Line;
  /** Waits, for a bounded time, for the first connection to Redis; never fails. */
  connect(): Promise<void>;
  /** One real write, which is what tells a Redis that serves from one that only answers. */
  checkRedis(): Promise<void>;
  /** Policy by which Redis throws keys away when it is full; null where it keeps them all, or does not say. */
  readEviction(): Promise<string | null>;
}

/** Parts a test brings itself. */
export interface ContextOverrides {
  logger?: Logger;
  book?: Book;
  providers?: readonly Provider[];
  store?: ClipStore;
}

/** Wires the parts from settings. Touches neither the book, Redis nor the disk before `connect` or the first call. */
export function createContext(settings: Settings, overrides: ContextOverrides = {}): Context {
  const logger =
    overrides.logger ??
    createLogger({ name: 'api', level: settings.logLevel, secrets: secretValues(settings) });
  const prefix = `{${settings.redis.prefix}}`;
  const client = openRedis(settings.redis.url, logger);
  // Four queues repeat what their one connection has reported already.
  const queues = openQueues(client, prefix, (error) => logger.debug({ err: error }, 'queue failed'));
  const book = overrides.book ?? openBookOf(settings);
  const providers = overrides.providers ?? createProviders(settings);
  const redis = createRedisGate((error, isOutage) => {
    const refusal = redisRefusal(error);
    if (refusal === null) logger[isOutage ? 'warn' : 'error']({ err: error }, 'Redis was not asked or told');
    else logger.warn(refusal);
  });
  const background = createBackground((error) => logger.warn({ err: error }, 'work after an answer failed'));
  const line = (providerId: string) => createLine(client, prefix, providerId);
  const wake = createDoorbell(queues, settings.submit.jitter);
  const tell = createFollowUp<Outcome>({ line, wake, onError: (error) => redis.failed(error) });
  return {
    settings,
    logger,
    book,
    keys: createKeyReader(book),
    redis,
    epochs: createEpochs(client, prefix),
    workers: createWorkers(client, prefix),
    queues,
    wake,
    followUp: async (providerId, after) => (redis.isAway() ? [] : tell(providerId, after)),
    background,
    store: overrides.store ?? createClipStore({ rootDir: settings.outputDirectory, ...settings.storage }),
    providers: new Map(providers.map((provider) => [provider.id, provider])),
    defaultProvider: overrides.providers?.[0]?.id ?? settings.defaultProvider,
    pricesOf: createPriceReader(providers),
    lane: (providerId) => createLane(client, laneKey(prefix, providerId)),
    line,
    connect: () => connectRedis(client),
    checkRedis: async () => {
      await client.set(`${prefix}:ready`, '1', 'PX', 60_000);
    },
    readEviction: createEvictionReader(() => client.info('memory')),
    [Symbol.asyncDispose]: async () => {
      await background.settled();
      await queues.close();
      client.disconnect();
      await book.close();
    },
  };
}

/** The book the settings name. */
export function openBookOf({ book, redis }: Settings): Book {
  return openBook({ url: book.url?.reveal(), dataDirectory: book.dataDirectory, prefix: redis.prefix });
}
