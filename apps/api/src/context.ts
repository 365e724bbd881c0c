import {
  createLedger,
  openKeyBook,
  type Durability,
  type Journal,
  type KeyBook,
  type Ledger,
  rotatingJournal,
} from '@cineflow/ledger';
import { createLane, laneKey, type Lane } from '@cineflow/limiter';
import { createProviders, type Provider } from '@cineflow/providers';
import { createDoorbell, openQueues, type Doorbell, type Queues } from '@cineflow/queue';
import { secretValues, type Settings } from '@cineflow/settings';
import { createFilmStore, type FilmStore } from '@cineflow/storage';
import { createLogger, type Logger } from '@cineflow/telemetry';
import { nanoid } from 'nanoid';
import { rememberDurability } from './remember-durability.ts';
import { createPriceReader, type PriceReader } from './money/price-reader.ts';
import { connectRedis, openRedis } from './context-redis.ts';

/** Everything the routes work with. */
export interface Context extends AsyncDisposable {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly ledger: Ledger;
  /** Who may ask, and what each may spend. */
  readonly keys: KeyBook;
  /** This process's own file beside Redis: accepted storyboards survive a loss of Redis. */
  readonly journal: Journal;
  readonly queues: Queues;
  readonly doorbell: Doorbell;
  readonly store: FilmStore;
  /** The enabled providers by id; the first one is the default. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** What creates cost at a provider; null where it does not tell. */
  pricesOf: PriceReader;
  /** The lane of any provider, enabled or not: old takes keep theirs. */
  lane(providerId: string): Lane;
  /** Waits, for a bounded time, for the first connection to Redis; never fails. */
  connect(): Promise<void>;
  /** One real write, which is what tells a Redis that serves from one that only answers. */
  checkRedis(): Promise<void>;
  /** What Redis promises about the writes it has answered; asked at most every half minute. */
  readDurability(): Promise<Durability>;
}

/** Parts a test brings itself. */
export interface ContextOverrides {
  logger?: Logger;
  providers?: readonly Provider[];
  store?: FilmStore;
}

/** Wires the parts from settings. Touches neither Redis nor disk before `connect` or the first call. */
export function createContext(settings: Settings, overrides: ContextOverrides = {}): Context {
  const logger =
    overrides.logger ??
    createLogger({ name: 'api', level: settings.logLevel, secrets: secretValues(settings) });
  const prefix = `{${settings.redis.prefix}}`;
  const redis = openRedis(settings.redis.url, logger);
  // Four queues repeat what their one connection has reported already.
  const queues = openQueues(redis, prefix, (error) => logger.debug({ err: error }, 'queue failed'));
  const journal = rotatingJournal(settings.journalDirectory, `api-${process.pid}-${nanoid(12)}`);
  const ledger = createLedger(redis, prefix);
  const providers = overrides.providers ?? createProviders(settings);
  return {
    settings,
    logger,
    queues,
    journal,
    ledger,
    keys: openKeyBook(settings.keysFile, ledger),
    doorbell: createDoorbell(queues, settings.submit.jitter),
    store: overrides.store ?? createFilmStore({ rootDir: settings.outputDirectory, ...settings.storage }),
    providers: new Map(providers.map((provider) => [provider.id, provider])),
    pricesOf: createPriceReader(providers),
    lane: (providerId) => createLane(redis, laneKey(prefix, providerId)),
    connect: () => connectRedis(redis),
    checkRedis: async () => {
      await redis.set(`${prefix}:ready`, '1', 'PX', 60_000);
    },
    readDurability: rememberDurability(redis),
    [Symbol.asyncDispose]: async () => {
      await journal.close();
      await queues.close();
      redis.disconnect();
    },
  };
}
