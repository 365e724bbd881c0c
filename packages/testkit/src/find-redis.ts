import { readFile } from 'node:fs/promises';
import { redisAdvice } from './redis-advice.ts';
import { redisFromBinary } from './redis-from-binary.ts';
import { redisFromDocker } from './redis-from-docker.ts';
import { redisFromEnvironment } from './redis-from-environment.ts';
import { redisFromInstall } from './redis-from-install.ts';
import type { FoundRedis, RedisSearch, RedisWay } from './redis-way.ts';

/** Quickest first: what a demo or a benchmark on somebody's own machine wants. */
const QUICKEST_FIRST: readonly RedisWay[] = [
  redisFromEnvironment,
  redisFromBinary,
  redisFromDocker,
  redisFromInstall,
];

export interface FindRedisOptions extends RedisSearch {
  /** The ways to try, in order. */
  readonly ways?: readonly RedisWay[];
}

/**
 * A Redis that answers, found or started: REDIS_URL, a server program on PATH, Docker, or the Debian package
 * where we may install it. Whoever asks has to `stop()` it.
 * @throws Error with the commands for this system when there is no way to one.
 */
export async function findRedis({ ways = QUICKEST_FIRST, ...search }: FindRedisOptions): Promise<FoundRedis> {
  for (const way of ways) {
    const found = await way(search);
    if (found !== undefined) return found;
  }
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  throw new Error(`No Redis to be had here. Get one:\n${redisAdvice(process.platform, osRelease)}`);
}
