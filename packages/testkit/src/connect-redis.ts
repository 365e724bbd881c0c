import { Redis } from 'ioredis';

/** A client that is closed at the end of its block: `await using redis = connectRedis(url)`. */
export function connectRedis(url: string): Redis & AsyncDisposable {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  return Object.assign(redis, {
    [Symbol.asyncDispose]: async (): Promise<void> => redis.disconnect(),
  });
}
