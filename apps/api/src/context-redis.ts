import type { Logger } from '@cineflow/telemetry';
import { Redis } from 'ioredis';

const COMMAND_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_000;
const LONGEST_RETRY_MS = 2_000;

/**
 * The API's connection: it fails fast, so that a client gets its 503 instead of waiting, and comes back by itself.
 * Nothing is connected before `connectRedis`.
 */
export function openRedis(url: string, logger: Logger): Redis {
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: 3 * COMMAND_TIMEOUT_MS,
    retryStrategy: (times: number) => Math.min(times * 100, LONGEST_RETRY_MS),
    // BullMQ asks for the version once, and a queue whose question failed is dead for good: an API that
    // starts before its Redis would never accept an order. The workers check the version.
    skipVersionCheck: true,
  };
  const redis = new Redis(url, options);
  redis.on('error', (error) => logger.warn({ err: error }, 'redis failed'));
  redis.on('ready', () => logger.info('redis is there'));
  return redis;
}

/** Waits for the first connection, but not for ever and never with an error: the API starts without Redis too. */
export async function connectRedis(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => resolve();
  const timer = setTimeout(done, CONNECT_TIMEOUT_MS);
  redis.once('ready', done);
  redis.once('close', done);
  // A failed connection closes, which is heard above; the client goes on trying.
  if (redis.status === 'wait') redis.connect().catch(() => undefined);
  await promise;
  clearTimeout(timer);
  redis.off('ready', done);
  redis.off('close', done);
}
