import type { Redis } from 'ioredis';

/** What can be asked of one lane without changing anything. */
export function laneReads(redis: Redis, lane: string) {
  return {
    /** Takes whose create has no known outcome, oldest first. */
    unconfirmed: async (): Promise<string[]> => redis.zrange(`${lane}:unconfirmed`, '0', '-1'),

    /** Takes of this lane that are not final. */
    openTakes: (): Promise<string[]> => redis.smembers(`${lane}:open`),

    /** Those of the operations that a take owns. */
    boundOperations: async (operationIds: readonly string[]): Promise<Set<string>> => {
      if (operationIds.length === 0) return new Set();
      const owners = await redis.hmget(`${lane}:operations`, ...operationIds);
      return new Set(operationIds.filter((_, index) => owners[index] !== null));
    },

    /** How long the last renders of a model took, ms. */
    renderDurations: async (model: string): Promise<number[]> =>
      (await redis.lrange(`${lane}:renders:${model}`, 0, -1)).map(Number),
  };
}
