import type { Failure, Film } from '@cineflow/contracts';
import { laneKey } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import { keys } from './keys.ts';
import * as scripts from './scripts.ts';

/** What a rebuild needs to compare with the journals, of one take. */
export interface KnownTake {
  /** Null where the ledger has no such take. */
  state: string | null;
  attempt: number;
  /** Nobody wants it any more; it is not sent again. */
  isCancelled: boolean;
}

/** What a journal knows of a take. */
export interface RestoredAttempt {
  take: string;
  /** Highest number of an attempt. */
  attempt: number;
  /** An attempt that may have been sent. */
  open?: { holder: string; at: number };
  failure?: Failure;
}

const CHUNK = 500;

/** The part of the ledger that notices that Redis lost something, and takes it back. */
export function recoverySteps(redis: Redis, prefix: string) {
  const where = [prefix, laneKey(prefix, 'none')] as const;
  const rebuild = `${prefix}:rebuild`;
  return {
    epoch: () => scripts.epoch(redis, where, ['look']),
    /** Remembers that data is missing, over the death of whoever found out. */
    noteLoss: () => scripts.epoch(redis, where, ['lose']),
    /** Opens a new epoch and ends the rebuild; without effect where it is no longer held by `holder`. */
    openEpoch: (id: string, holder: string) => scripts.epoch(redis, where, ['open', id, holder]),
    /** Gives a rebuild up, so that nobody waits for its end. */
    leaveRebuild: (holder: string) => scripts.epoch(redis, where, ['leave', holder]),

    /** True for one holder at a time; holding has to be repeated before `forMs` is over. */
    holdRebuild: async (holder: string, forMs: number): Promise<boolean> => {
      if ((await redis.set(rebuild, holder, 'PX', forMs, 'NX')) === 'OK') return true;
      if ((await redis.get(rebuild)) !== holder) return false;
      return (await redis.pexpire(rebuild, forMs)) === 1;
    },

    knownTakes: async (takes: readonly string[]): Promise<KnownTake[]> => {
      const known: KnownTake[] = [];
      for (let start = 0; start < takes.length; start += CHUNK) {
        const pipeline = redis.pipeline();
        for (const take of takes.slice(start, start + CHUNK))
          pipeline.hmget(keys.take(prefix, take), 'state', 'attempt', 'cancelAsked');
        for (const [error, row] of (await pipeline.exec()) ?? []) {
          if (error) throw error;
          const [state, attempt, asked] = row as (string | null)[];
          const isCancelled = state === 'cancelled' || asked === '1';
          known.push({ state: state ?? null, attempt: Number(attempt ?? 0), isCancelled });
        }
      }
      return known;
    },

    /** Counts what a storyboard cost of which only an archive tells; once. */
    restoreSpent: (of: { id: string; spender: string; cents: number }) =>
      scripts.restoreSpent(redis, where, [of.spender, of.id, of.cents]),

    /** Registers a film that lies in the store; a film that is known already stays as it is. */
    restoreFilm: (fingerprint: string, take: string, film: Film) =>
      scripts.restoreFilm(redis, where, [fingerprint, take, JSON.stringify(film)]),
  };
}

/** The part of it that belongs to one lane. */
export function laneRecovery(redis: Redis, where: readonly [prefix: string, lane: string]) {
  return {
    /** Puts what a journal knows of a take's attempts back where the ledger lost it. */
    restoreAttempt: async (fact: RestoredAttempt) => {
      const { take, attempt, open, failure } = fact;
      const args = [
        take,
        attempt,
        open?.holder ?? '',
        open?.at ?? '',
        failure ? JSON.stringify(failure) : '',
      ];
      return scripts.restoreAttempt(redis, where, args);
    },
  };
}
