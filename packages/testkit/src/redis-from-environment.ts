import { answersPing } from './answers-ping.ts';
import type { FoundRedis, RedisSearch } from './redis-way.ts';

/**
 * The Redis of REDIS_URL, if set.
 * @throws Error if nothing answers there: another Redis would hide the user's mistake.
 */
export async function redisFromEnvironment(_search: RedisSearch): Promise<FoundRedis | undefined> {
  const url = process.env['REDIS_URL'];
  if (!url) return undefined;
  if (!(await answersPing(url, 5_000))) {
    throw new Error(
      `REDIS_URL is set, but no Redis answers at ${new URL(url).host}. Start it, or unset REDIS_URL.`,
    );
  }
  return { url, how: 'REDIS_URL', stop: async () => {} };
}
