import type { BoughtOperation } from '@cineflow/core';
import { asAdmission, laneKey } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import type { Detail } from './attempt.ts';
import { keptArguments, type KeptAnswer } from './idempotency.ts';
import type { BudgetEntry } from './journal/journal-entry.ts';
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
  const where = [prefix, laneKey(prefix, 'none')] as const;
  return {
    /** Limits what all storyboards together may cost on one day (UTC); null takes the limit away. */
    limitDay: async (cents: number | null): Promise<void> => {
      if (cents === null) await redis.hdel(`${prefix}:money`, 'dailyCents');
      else await redis.hset(`${prefix}:money`, 'dailyCents', cents);
    },

    /**
     * Changes what a storyboard may cost; takes that fit then go on by themselves. Of several words the one with the
     * latest `at` counts, whenever it comes; `isRestored` where a journal knows of it.
     */
    limitStoryboard: ({ id, budgetCents, at }: Omit<BudgetEntry, 'kind'>, { isRestored = false } = {}) => {
      const args = [id, budgetCents ?? '', at, isRestored ? 1 : 0];
      return scripts.limitStoryboard(redis, where, args);
    },

    /** Sets what everything ordered by each of some names may cost; null takes the limit away. */
    limitSpenders: async (limits: ReadonlyMap<string, number | null>): Promise<void> => {
      const transaction = redis.multi();
      for (const [name, cents] of limits) {
        if (cents === null) transaction.hdel(keys.spender(prefix, name), 'budgetCents');
        else transaction.hset(keys.spender(prefix, name), 'budgetCents', cents);
      }
      await transaction.exec();
    },

    /** What was ordered by a name so far. */
    spendingOf: (name: string): Promise<Spending> => readSpending(redis, keys.spender(prefix, name)),

    /** Spending of a day (UTC) that contains `atMs`. */
    spendingOfDay: (atMs: number): Promise<Spending> =>
      readSpending(redis, `${prefix}:day:${Math.floor(atMs / DAY_MS)}`),

    /** What all storyboards of a provider cost so far, cents. */
    spentCents: async (provider: string): Promise<number> => {
      const ids = await redis.zrange(keys.storyboards(prefix), '0', '-1');
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.hmget(keys.storyboard(prefix, id), 'provider', 'spentCents');
      let total = 0;
      for (const [error, row] of (await pipeline.exec()) ?? []) {
        if (error) throw error;
        const [of, cents] = row as (string | null)[];
        if (of === provider) total += Number(cents ?? 0);
      }
      return total;
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

async function readSpending(redis: Redis, key: string): Promise<Spending> {
  const [reserved, spent] = await redis.hmget(key, 'reservedCents', 'spentCents');
  return { reservedCents: Number(reserved ?? 0), spentCents: Number(spent ?? 0) };
}

/** The part of it that belongs to one lane. */
export function laneMoney(redis: Redis, where: readonly [prefix: string, lane: string]) {
  return {
    /** Puts takes that waited for money, and fit now, back into the line. */
    wakeBudget: async () => {
      const reply = await scripts.wakeBudget(redis, where, [WAKE_AT_ONCE]);
      return { ...reply, ...asAdmission(reply) };
    },

    /** Every operation a take owns, and when it was submitted. */
    boughtOperations: async (): Promise<BoughtOperation[]> => {
      const [prefix, lane] = where;
      const owners = Object.entries(await redis.hgetall(`${lane}:operations`));
      const pipeline = redis.pipeline();
      for (const [, take] of owners) pipeline.hget(keys.take(prefix, take), 'submittedAt');
      const times = (await pipeline.exec()) ?? [];
      return owners.map(([operationId, take], index) => {
        const submittedAt = times[index]?.[1];
        return { operationId, take, ...(submittedAt ? { submittedAt: Number(submittedAt) } : {}) };
      });
    },

    /**
     * Remembers balance and spending of an audit. Answers by how many cents the balance fell more than the spending
     * grew since the last one; null where one of them is not known.
     */
    noteAudit: async (now: {
      balanceCents?: number | undefined;
      spentCents: number;
    }): Promise<number | null> => {
      const key = `${where[1]}:audit`;
      const [balance, spent] = await redis.hmget(key, 'balanceCents', 'spentCents');
      if (now.balanceCents === undefined) return null;
      await redis.hset(key, { balanceCents: now.balanceCents, spentCents: now.spentCents });
      if (!balance || !spent) return null;
      return Number(balance) - now.balanceCents - (now.spentCents - Number(spent));
    },

    /** Queues takes that are final once more, all or none of them; each is paid once more. */
    retry: async (request: { takes: readonly string[]; detail: Detail; kept?: KeptAnswer | undefined }) => {
      const { takes, detail, kept } = request;
      const args = [JSON.stringify(detail), ...keptArguments(kept), ...takes];
      const reply = await scripts.retryTakes(redis, where, args);
      return { ...reply, ...asAdmission(reply) };
    },
  };
}
