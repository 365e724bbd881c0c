import { asAdmission, asList } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import type { Detail } from './attempt.ts';
import * as scripts from './scripts.ts';

/** Steps by which a person stops what was ordered; `isRestored` where a journal says that one did. */
export function stopSteps(redis: Redis, where: readonly [prefix: string, lane: string]) {
  return {
    /** Takes back what waits; what was sent goes on, but is never sent again. */
    cancel: async (
      takes: readonly string[],
      detail: Detail,
      { isRestored = false } = {},
    ): Promise<scripts.CancelReply> => {
      const args = [JSON.stringify(detail), isRestored ? 1 : 0, ...takes];
      const reply = await scripts.cancelTakes(redis, where, args);
      return {
        ...reply,
        ...asAdmission(reply),
        cancelled: asList<string>(reply.cancelled),
        goesOn: asList<string>(reply.goesOn),
        final: asList<string>(reply.final),
      };
    },

    /**
     * Lets the waiting takes of a storyboard stand beside the line, or in it again. Safe to repeat, part by part. Of
     * several words the one with the latest `at` (ms of Redis) counts, whenever it comes; absent: this one.
     */
    hold: async (
      action: 'pause' | 'resume',
      storyboard: string,
      takes: readonly string[],
      { isRestored = false, at }: { isRestored?: boolean; at?: number } = {},
    ) => {
      const args = [action, storyboard, isRestored ? 1 : 0, at ?? '', ...takes];
      const reply = await scripts.holdTakes(redis, where, args);
      return { ...reply, ...asAdmission(reply) };
    },
  };
}
