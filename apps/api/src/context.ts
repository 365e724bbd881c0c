import {
  connectRedis,
  createQuestions,
  openPlatform,
  type Platform,
  type PlatformParts,
  type Questions,
} from '@cineflow/platform';
import type { Line } from '@cineflow/limiter';
import type { Provider } from '@cineflow/providers';
import { redisRefusal, type Wake } from '@cineflow/queue';
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
  /** The questions to a provider, on the budget of the workers; none while Redis is away. */
  readonly questions: (providerId: string) => Questions;
  /** What creates cost at a provider; null where it does not tell. */
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
  const questions = (providerId: string): Questions => {
    const line = askedThrough(redis, platform.line(providerId));
    const wake: Wake = async (...args) => void (await redis.ask(() => platform.wake(...args)));
    return createQuestions(line, { providerId, perSecond: settings.poll.maxPerSecond, wake });
  };
  return {
    ...platform,
    questions,
    keys: createKeyReader(book),
    redis,
    followUp: async (providerId, after) => (redis.isAway() ? [] : platform.followUp(providerId, after)),
    background,
    providers: new Map(providers.map((provider) => [provider.id, provider])),
    defaultProvider: parts.providers?.[0]?.id ?? settings.defaultProvider,
    pricesOf: createPriceReader(providers, { questions, isAway: () => redis.cause() !== null }),
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

/** The budget of questions as the API sees it: without Redis there is none, and nothing is waited for. */
function askedThrough(redis: RedisGate, line: Line): Pick<Line, 'grantPolls' | 'reschedule'> {
  return {
    grantPolls: async (wanted, perSecond) =>
      (await redis.ask(() => line.grantPolls(wanted, perSecond))) ?? { granted: 0, waitMs: Infinity },
    reschedule: async (...args) => (await redis.ask(() => line.reschedule(...args))) ?? { admitted: [] },
  };
}
