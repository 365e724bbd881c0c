import { findOnPath } from './find-on-path.ts';
import type { FoundRedis, RedisSearch } from './redis-way.ts';
import { startRedisServer } from './start-redis-server.ts';

/** A server of our own on a free port, without persistence, where redis-server or valkey-server is on PATH. */
export async function redisFromBinary({ log }: RedisSearch): Promise<FoundRedis | undefined> {
  const binary = await findRedisBinary();
  if (binary === undefined) {
    log('No redis-server and no valkey-server on PATH.');
    return undefined;
  }
  const server = await startRedisServer({ binary });
  return { url: server.url, how: `${binary}, port ${server.port}`, stop: () => server.stop() };
}

/** Full path of redis-server or else valkey-server; undefined where neither is on PATH. */
export async function findRedisBinary(): Promise<string | undefined> {
  return (await findOnPath('redis-server')) ?? (await findOnPath('valkey-server'));
}
