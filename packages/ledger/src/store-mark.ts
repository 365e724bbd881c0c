import type { Redis } from 'ioredis';
import { keys } from './keys.ts';

/** By which mark the store of the films is known. */
export function storeMark(redis: Redis, prefix: string) {
  const key = keys.store(prefix);
  return {
    /** Null until a store was remembered. */
    storeMark: () => redis.get(key),

    /** Remembers a mark unless there is one; answers with the one that is remembered. */
    rememberStore: async (mark: string): Promise<string> => {
      await redis.setnx(key, mark);
      return (await redis.get(key)) ?? mark;
    },
  };
}
