import { asAdmission } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import type { Detail } from './attempt.ts';
import { keptArguments, type KeptAnswer } from './idempotency.ts';
import { keys } from './keys.ts';
import * as scripts from './scripts.ts';

const DAY_MS = 24 * 3600 * 1000;
const WAKE_AT_ONCE = 200;

/** What was set aside and spent, cents. */
export interface Spending {
  reservedCents: number;
  spentCents: number;
}

/** The part of the ledger that knows budgets. */
export function moneySteps(redis: Redis, prefix: string) {
  return {
    /** Limits what all storyboards together may cost on one day (UTC); null takes the limit away. */
    limitDay: async (cents: number | null): Promise<void> => {
      if (cents === null) await redis.hdel(`${prefix}:money`, 'dailyCents');
      else await redis.hset(`${prefix}:money`, 'dailyCents', cents);
    },

    /** Changes what a storyboard may cost; null takes the limit away. Takes that fit then go on by themselves. */
    limitStoryboard: async (id: string, cents: number | null): Promise<void> => {
      const key = keys.storyboard(prefix, id);
      if (cents === null) await redis.hdel(key, 'budgetCents');
      else await redis.hset(key, 'budgetCents', cents);
    },

    /** Spending of a day (UTC) that contains `atMs`. */
    spendingOfDay: async (atMs: number): Promise<Spending> => {
      const day = `${prefix}:day:${Math.floor(atMs / DAY_MS)}`;
      const [reserved, spent] = await redis.hmget(day, 'reservedCents', 'spentCents');
      return { reservedCents: Number(reserved ?? 0), spentCents: Number(spent ?? 0) };
    },

    /** The fingerprints whose film is stored: ordering them again costs nothing. */
    storedFilms: async (fingerprints: readonly string[]): Promise<Set<string>> => {
      const pipeline = redis.pipeline();
      for (const fingerprint of fingerprints) pipeline.hget(keys.film(prefix, fingerprint), 'state');
      const states = (await pipeline.exec()) ?? [];
      return new Set(fingerprints.filter((_, index) => states[index]?.[1] === 'stored'));
    },
  };
}

/** The part of it that belongs to one lane. */
export function laneMoney(redis: Redis, where: readonly [prefix: string, lane: string]) {
  return {
    /** Puts takes that waited for money, and fit now, back into the line. */
    wakeBudget: async () => {
      const reply = await scripts.wakeBudget(redis, where, [WAKE_AT_ONCE]);
      return { ...reply, ...asAdmission(reply) };
    },

    /** Queues a take that is final once more; it is paid once more. */
    retry: async (request: { take: string; detail: Detail; kept?: KeptAnswer | undefined }) => {
      const { take, detail, kept } = request;
      const args = [take, JSON.stringify(detail), ...keptArguments(kept)];
      const reply = await scripts.retryTake(redis, where, args);
      return { ...reply, ...asAdmission(reply) };
    },
  };
}
