import { redisOptions, redisRefusal, reportSeldom, type RedisRole } from '@cineflow/queue';
import type { Logger } from '@cineflow/telemetry';
import { Redis } from 'ioredis';

const FIRST_CONNECTION_MS = 2_000;

/**
 * A connection that comes back by itself. That of the API fails fast, so that a client gets its 503 instead of waiting,
 * and is not made before `connectRedis`.
 */
export function openRedis(url: string, role: RedisRole, logger: Logger): Redis {
  const redis = new Redis(url, redisOptions(role));
  const report = reportSeldom((error, repeats) => {
    const refusal = redisRefusal(error);
    const more = repeats > 0 ? { repeats } : {};
    // What a person has to change needs no stack trace.
    if (refusal === null) logger.warn({ err: error, ...more }, 'redis failed');
    else logger.warn(more, refusal);
  });
  redis.on('error', report);
  // A worker says so itself; its connections come and go where Redis is in trouble.
  if (role === 'api') redis.on('ready', () => logger.info('redis is there'));
  return redis;
}

/** Waits for the first connection, but not for ever and never with an error: the API starts without Redis too. */
export async function connectRedis(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => resolve();
  const timer = setTimeout(done, FIRST_CONNECTION_MS);
  redis.once('ready', done);
  redis.once('close', done);
  // A failed connection closes, which is heard above; the client goes on trying.
  if (redis.status === 'wait') redis.connect().catch(() => undefined);
  await promise;
  clearTimeout(timer);
  redis.off('ready', done);
  redis.off('close', done);
}
