import { connectRedis, openPlatform, type Platform, type PlatformParts } from '@cineflow/platform';
import type { Provider } from '@cineflow/providers';
import { redisRefusal } from '@cineflow/queue';
import type { Settings } from '@cineflow/settings';
import { createBackground, type Background } from './background.ts';
import { createKeyReader, type KeyReader } from './keys/key-reader.ts';
import { createPriceReader, type PriceReader } from './money/price-reader.ts';
import { createRedisGate, type RedisGate } from './redis-gate.ts';
import { createEvictionReader } from './remember-eviction.ts';

/** Everything the routes work with. `followUp` is skipped while Redis is known to be away. */
export interface Context extends Omit<Platform, 'redis' | 'prefix' | 'providers'> {
  /** Who may ask, and what each may spend. */
  readonly keys: KeyReader;
  /** For what only Redis knows, and answers can do without. */
  readonly redis: RedisGate;
  readonly background: Background;
  /** The providers that are set up, by id. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** Id of the one that makes storyboards which name none. */
  readonly defaultProvider: string | undefined;
  /** What creates cost at a provider; null where it does not tell. */
  pricesOf: PriceReader;
  /** Waits, for a bounded time, for the first connection to Redis; never fails. */
  connect(): Promise<void>;
  /** One real write, which is what tells a Redis that serves from one that only answers. */
  checkRedis(): Promise<void>;
  /** Policy by which Redis throws keys away when it is full; null where it keeps them all, or does not say. */
  readEviction(): Promise<string | null>;
}

/** Wires the parts from settings. Touches neither the book, Redis nor the disk before `connect` or the first call. */
export function createContext(settings: Settings, parts: Partial<PlatformParts> = {}): Context {
  const redis = createRedisGate((error, isOutage) => {
    const refusal = redisRefusal(error);
    if (refusal === null) log[isOutage ? 'warn' : 'error']({ err: error }, 'Redis was not asked or told');
    else log.warn(refusal);
  });
  const platform = openPlatform(settings, { role: 'api', parts, onUntold: (error) => redis.failed(error) });
  const { log, book, providers, prefix, redis: client } = platform;
  const background = createBackground((error) => log.warn({ err: error }, 'work after an answer failed'));
  return {
    ...platform,
    keys: createKeyReader(book),
    redis,
    followUp: async (providerId, after) => (redis.isAway() ? [] : platform.followUp(providerId, after)),
    background,
    providers: new Map(providers.map((provider) => [provider.id, provider])),
    defaultProvider: parts.providers?.[0]?.id ?? settings.defaultProvider,
    pricesOf: createPriceReader(providers),
    connect: () => connectRedis(client),
    checkRedis: async () => {
      await client.set(`${prefix}:ready`, '1', 'PX', 60_000);
    },
    readEviction: createEvictionReader(() => client.info('memory')),
    [Symbol.asyncDispose]: async () => {
      await background.settled();
      await platform[Symbol.asyncDispose]();
    },
  };
}
