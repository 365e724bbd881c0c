import type { Film } from '@cineflow/contracts';
import { asAdmission } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import type { Detail } from './attempt.ts';
import * as scripts from './scripts.ts';

/** What is written down about the film of a take. */
export function filmSteps(redis: Redis, where: readonly [prefix: string, lane: string]) {
  return {
    filmKept: async (fact: { take: string; event: 'store' | 'reuse'; film: Film; detail: Detail }) => {
      const args = [fact.take, fact.event, JSON.stringify(fact.film), JSON.stringify(fact.detail)];
      const reply = await scripts.recordFilm(redis, where, args);
      return { ...reply, ...asAdmission(reply) };
    },

    filmLost: async (take: string, film: string) => {
      const reply = await scripts.forgetFilm(redis, where, [take, film]);
      return { ...reply, ...asAdmission(reply) };
    },

    /** The film of a take was `wanting` and is stored again. */
    filmMended: (take: string, wanting: Film, film: Film) =>
      scripts.mendFilm(redis, where, [take, JSON.stringify(wanting), JSON.stringify(film)]),

    /** A take's film cannot be had now: says why, when it is tried again, and whether a fresh link is needed. */
    postponeCollect: (
      take: string,
      wait: { reason: 'provider' | 'storage'; retryInMs: number; detail: string; dropLink: boolean },
    ) =>
      scripts.postponeCollect(redis, where, [
        take,
        wait.reason,
        Math.round(wait.retryInMs),
        wait.detail,
        wait.dropLink ? '1' : '0',
      ]),
  };
}
