import { readFile } from 'node:fs/promises';
import { redisAdvice } from './redis-advice.ts';
import { redisFromBinary } from './redis-from-binary.ts';
import { redisFromDocker } from './redis-from-docker.ts';
import { redisFromEnvironment } from './redis-from-environment.ts';
import { redisFromInstall } from './redis-from-install.ts';
import type { FoundRedis, RedisSearch, RedisWay } from './redis-way.ts';

/** Quickest first, for a demo or a benchmark on the user's machine. */
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
 * Finds or starts a Redis: REDIS_URL, a program on PATH, Docker, or Debian's package. The caller stops it.
 * @throws Error with the commands for this system if there is none.
 */
export async function findRedis({ ways = QUICKEST_FIRST, ...search }: FindRedisOptions): Promise<FoundRedis> {
  for (const way of ways) {
    const found = await way(search);
    if (found !== undefined) return found;
  }
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  throw new Error(`No Redis to be had here. Get one:\n${redisAdvice(process.platform, osRelease)}`);
}
