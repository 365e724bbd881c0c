import { redisOptions, redisRefusal, reportSeldom, type RedisRole } from '@cineflow/queue';
import type { Logger } from '@cineflow/telemetry';
import { Redis } from 'ioredis';

const FIRST_CONNECTION_MS = 2_000;

/**
 * A connection that reconnects by itself. The API's one fails fast, so that clients get a 503, and connects only in
 * `connectRedis`.
 */
export function openRedis(url: string, role: RedisRole, logger: Logger): Redis {
  const redis = new Redis(url, redisOptions(role));
  const report = reportSeldom((error, repeats) => {
    const refusal = redisRefusal(error);
    const more = repeats > 0 ? { repeats } : {};
    // An error that an operator must fix needs no stack trace.
    if (refusal === null) logger.warn({ err: error, ...more }, 'redis failed');
    else logger.warn(more, refusal);
  });
  redis.on('error', report);
  // A worker reports this itself; during an outage its connections come and go.
  if (role === 'api') redis.on('ready', () => logger.info('redis is there'));
  return redis;
}

/** Waits a bounded time for the first connection and never rejects: the API starts without Redis too. */
export async function connectRedis(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => resolve();
  const timer = setTimeout(done, FIRST_CONNECTION_MS);
  redis.once('ready', done);
  redis.once('close', done);
  // A failed connection closes, which is logged above; the client keeps trying.
  if (redis.status === 'wait') redis.connect().catch(() => undefined);
  await promise;
  clearTimeout(timer);
  redis.off('ready', done);
  redis.off('close', done);
}
