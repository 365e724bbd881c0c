import { asAdmission, asList } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import {
  claimDue,
  grantPolls,
  reschedulePolls,
  type DueClaim,
  type DueReply,
  type Rescheduled,
} from './scripts.ts';

/** Which operations a poller may ask for now. */
export interface PollClaim {
  /** At most so many at once. */
  count: number;
  /** What is not reported back after this time is given to the next poller. */
  leaseMs: number;
  /** A poll may come so much early, where somebody is asked anyway. */
  earlyMs: number;
  /** The shortest usual wait between two polls of one operation. */
  minMs?: number;
  /** Requests of all workers together; absent: no limit. */
  perSecond?: number | undefined;
  /** From so many due operations on the provider's list is asked, for up to `count` of them; absent: never. */
  list?: { from: number; count: number } | undefined;
  /** Goes on with a batch that was full: those who may come early are asked although none is due any more. */
  goesOn?: boolean;
}

/** One poll answer that changes nothing but the time of the next poll. */
export interface Reschedule {
  take: string;
  delayMs: number;
  progress?: number;
  /** Whether the provider knows the operation; absent where the answer does not tell, or tells nothing new. */
  isKnown?: boolean;
}

/** `unknown`: nothing in the batch says whether the provider is well. */
export type BatchHealth = 'good' | 'failed' | 'unknown';

const HEALTH: Record<BatchHealth, string> = { good: '1', failed: '0', unknown: '' };

/** The polls of one lane. Requests about operations have a budget of their own, which creates do not touch. */
export function pollSteps(redis: Redis, where: readonly [prefix: string, lane: string]) {
  return {
    /** Takes operations whose poll is due, as many as there is budget for; `byList` says which way to ask. */
    claimDue: async ({ count, leaseMs, earlyMs, minMs = 0, perSecond = 0, list, goesOn }: PollClaim) => {
      const by = [list?.from ?? 0, list?.count ?? 0, goesOn ? 1 : 0, minMs];
      const args = [count, leaseMs, Math.round(earlyMs), perSecond, ...by];
      const reply = await claimDue(redis, where, args);
      const { byList = false, inFlight = 0 } = reply;
      const claims = asList<DueReply['claims'][number]>(reply.claims).map(
        ([take, operationId, ageMs, state, missingMs]): DueClaim => ({
          take,
          operationId,
          ageMs,
          state,
          ...(missingMs === undefined ? {} : { missingMs }),
        }),
      );
      return { ...reply, claims, byList, inFlight };
    },

    /** Budget for more requests of the same claim: how many may go now, and when there will be more. */
    grantPolls: (wanted: number, perSecond = 0) => grantPolls(redis, where, [wanted, perSecond]),

    /** Says when each is asked next; `holdMs` keeps all polls of the lane back, because the provider asked for it. */
    reschedule: async (
      batch: readonly Reschedule[],
      health: BatchHealth,
      holdMs = 0,
    ): Promise<Rescheduled> => {
      const rows = batch.flatMap(({ take, delayMs, progress, isKnown }) => [
        take,
        Math.round(delayMs),
        progress ?? '',
        isKnown === undefined ? '' : Number(isKnown),
      ]);
      const reply = await reschedulePolls(redis, where, [HEALTH[health], Math.round(holdMs), ...rows]);
      return { ...reply, ...asAdmission(reply) };
    },
  };
}
