import { asAdmission, asList, laneKey } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import { attemptSteps, type Detail } from './attempt.ts';
import { filmSteps } from './film.ts';
import { claim, type KeyClaim } from './idempotency.ts';
import { keys } from './keys.ts';
import { laneMoney, moneySteps } from './money.ts';
import { pollSteps } from './polls.ts';
import * as read from './read-records.ts';
import { laneRecovery, recoverySteps } from './recovery.ts';
import * as scripts from './scripts.ts';
import { laneReads } from './lane-reads.ts';
import { stopSteps } from './stop.ts';
import { storeMark } from './store-mark.ts';
import { publishDraft, writeDraft, type Draft, type NewStoryboard } from './write-storyboard.ts';

/**
 * What was intended, accepted, charged and stored, per take. The only writer of take records; every
 * change is one Lua script, so no crash leaves half a step.
 */
export function createLedger(redis: Redis, prefix: string) {
  return {
    writeDraft: (storyboard: NewStoryboard) => writeDraft(redis, prefix, storyboard),
    publishDraft: (draft: Draft) => publishDraft(redis, prefix, draft),
    claimKey: (request: KeyClaim, busyMs?: number) => claim(redis, prefix, { request, busyMs }),
    restoreKey: (request: KeyClaim) => claim(redis, prefix, { request, isRestored: true }),
    /** The clock by which the order of things is told, ms. */
    timeMs: async (): Promise<number> => {
      const [seconds, micros] = (await redis.time()).map(Number);
      return (seconds ?? 0) * 1000 + Math.floor((micros ?? 0) / 1000);
    },
    take: (id: string) => read.readTake(redis, prefix, id),
    timeline: (id: string) => read.readTimeline(redis, prefix, id),
    timelines: (ids: readonly string[]) => read.readTimelines(redis, prefix, ids),
    storyboard: (id: string) => read.readStoryboard(redis, prefix, id),
    storyboardTakes: (id: string) => read.readStoryboardTakes(redis, prefix, id),
    spenderOf: (storyboard: string) => read.readSpender(redis, prefix, storyboard),
    listStoryboards: (page: read.Page) => read.listStoryboards(redis, prefix, page),
    lane: (providerId: string) => laneLedger(redis, prefix, providerId),
    ...recoverySteps(redis, prefix),
    ...moneySteps(redis, prefix),
    ...storeMark(redis, prefix),

    /** Drafts written before `olderThanMs` ago and never published, and the ids of their takes. */
    abandonedDrafts: async (olderThanMs: number): Promise<{ id: string; takes: string[] }[]> => {
      const ids = await redis.zrangebyscore(keys.drafts(prefix), '-inf', Date.now() - olderThanMs);
      return Promise.all(
        ids.map(async (id) => ({ id, takes: await redis.lrange(keys.storyboardTakes(prefix, id), 0, -1) })),
      );
    },

    removeDraft: async (draft: { id: string; takes: string[] }): Promise<void> => {
      const records = draft.takes.map((take) => keys.take(prefix, take));
      await redis.del(keys.storyboard(prefix, draft.id), keys.storyboardTakes(prefix, draft.id), ...records);
      await redis.zrem(keys.drafts(prefix), draft.id);
    },
  };
}

/** The part of the ledger that moves takes of one provider account. */
export function laneLedger(redis: Redis, prefix: string, providerId: string) {
  const lane = laneKey(prefix, providerId);
  const where = [prefix, lane] as const;
  return {
    ...attemptSteps(redis, where),
    ...filmSteps(redis, where),
    ...pollSteps(redis, where),
    ...stopSteps(redis, where),

    overdue: (take: string) => scripts.markOverdue(redis, where, [take]),

    rendered: async (fact: { take: string; operationId: string; link: string; detail: Detail }) => {
      const args = [fact.take, fact.operationId, fact.link, JSON.stringify(fact.detail)];
      const reply = await scripts.recordRendered(redis, where, args);
      return { ...reply, ...asAdmission(reply) };
    },

    /** Looks at some open takes and repairs what a crash left between two steps; call until cursor is "0". */
    audit: async (cursor: string, lostAfterMs: number) => {
      const reply = await scripts.auditLane(redis, where, [cursor, 500, lostAfterMs]);
      return {
        ...reply,
        ...asAdmission(reply),
        ring: asList<string>(reply.ring),
        collect: asList<string>(reply.collect),
      };
    },

    ...laneRecovery(redis, where),
    ...laneMoney(redis, where),
    ...laneReads(redis, lane),
  };
}

export type Ledger = ReturnType<typeof createLedger>;
export type LaneLedger = ReturnType<typeof laneLedger>;
