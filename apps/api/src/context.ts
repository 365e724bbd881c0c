import { connectRedis, openPlatform, type Platform, type PlatformParts } from '@cineflow/platform';
import type { Provider } from '@cineflow/providers';
import { redisRefusal } from '@cineflow/queue';
import type { Settings } from '@cineflow/settings';
import { createBackground, type Background } from './background.ts';
import { createKeyReader, type KeyReader } from './keys/key-reader.ts';
import { createPriceReader, type PriceReader } from './money/price-reader.ts';
import { createRedisGate, type RedisGate } from './redis-gate.ts';
import { createEvictionReader } from './remember-eviction.ts';

/** Dependencies of the routes. `followUp` is skipped during a known outage of Redis. */
export interface Context extends Omit<Platform, 'redis' | 'prefix' | 'providers'> {
  /** API keys with their scopes and budgets. */
  readonly keys: KeyReader;
  /** Redis-only facts that answers can do without. */
  readonly redis: RedisGate;
  readonly background: Background;
  /** Configured providers by id. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** Provider of storyboards that name none. */
  readonly defaultProvider: string | undefined;
  /** Prices of a provider; null if it reports none. */
  pricesOf: PriceReader;
  /** Waits a bounded time for the first connection to Redis; never fails. */
  connect(): Promise<void>;
  /** Writes to Redis: only a write proves that it can serve. */
  checkRedis(): Promise<void>;
  /** Redis's eviction policy; null if it keeps all keys or does not report one. */
  readEviction(): Promise<string | null>;
}

/** Wires the parts from settings. Opens neither the book, Redis nor the disk before `connect` or the first call. */
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
