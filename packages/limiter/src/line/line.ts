import type { LineTake } from '@cineflow/core';
import type { Redis } from 'ioredis';
import { asAdmission, asList, type Admission } from '../admission.ts';
import { laneKey } from '../lane.ts';
import { pollSteps, type PollSteps } from '../polls/polls.ts';
import {
  LINE_COMMANDS as commands,
  type Compared,
  type GhostPage,
  type Look,
  type PostponeCollectArgs,
  type PutArgs,
  type PutReply,
} from './line-commands.ts';
import { readOverlays, type TakeOverlay } from './overlay.ts';
import { putInChunks } from './put-in-chunks.ts';

/**
 * Redis's view of the takes of one provider account: queue, permits, polls. The book knows, Redis schedules: anything
 * lost here is put again.
 */
export interface Line extends PollSteps {
  /** Key of the lane. */
  readonly key: string;
  /** Puts rows of the book into Redis; higher versions win. Wake every admitted take. */
  put(args: PutArgs): Promise<PutReply>;
  /** Facts needed before an attempt begins. */
  look(args: { takeId: string }): Promise<Look>;
  /** Parks a take whose price exceeds a budget and frees its permit. */
  parkForBudget(args: { takeId: string; budgetId: string; detail: string }): Promise<Admission>;
  /** Takes parked for a budget, longest wait first. */
  budgetParked(args: { offset: number; count: number }): Promise<string[]>;
  /** Queues parked takes again. */
  unpark(args: { takeIds: readonly string[] }): Promise<Admission>;
  /** Updates the explanations of parked takes. */
  setParkedDetail(args: { takes: readonly { takeId: string; detail: string }[] }): Promise<void>;
  /** Delays a download, a reuse or a report to the book, with a wait reason. */
  postponeCollect(args: PostponeCollectArgs): Promise<void>;
  /** Compares versions of the book with those in Redis. */
  compare(args: { takes: readonly (readonly [takeId: string, version: number])[] }): Promise<Compared>;
  /** One page of all takes of the lane, from cursor '0' until '0' again. */
  ghosts(args: { cursor: string; count?: number }): Promise<GhostPage>;
  /** Removes takes that are not in the book. */
  drop(args: { takeIds: readonly string[] }): Promise<Admission>;
  /** Removes takes that moved to another lane. */
  leave(args: { takeIds: readonly string[] }): Promise<Admission>;
  /** Repairs inconsistencies in Redis, for open takes whose version matches the book. */
  audit(args: { takeIds: readonly string[] }): Promise<Admission & { repaired: number }>;
  /** After a loss of the lane: starts at the degraded limit and climbs. Needs a policy. */
  startDegraded(): Promise<Admission>;
  /** Redis-only facts about takes, in order; null for unknown takes. */
  overlay(takeIds: readonly string[]): Promise<(TakeOverlay | null)[]>;
  /** Latest render times of a model or kind, ms, newest first. */
  renderDurations(of: string): Promise<number[]>;
}

const GHOST_PAGE = 500;

/** Creates the line of one provider account. `prefix` carries the hash tag of the installation. */
export function createLine(redis: Redis, prefix: string, providerId: string): Line {
  const key = laneKey(prefix, providerId);
  const where = [prefix, key] as const;
  return {
    key,
    ...pollSteps(redis, where),
    put: async (args) => {
      assertOwn(args.takes, providerId);
      return putInChunks(redis, where, args);
    },
    look: (args) => commands.look(redis, where, args),
    parkForBudget: async (args) => asAdmission(await commands.parkForBudget(redis, where, args)),
    budgetParked: ({ offset, count }) =>
      count < 1
        ? Promise.resolve([])
        : redis.zrange(`${key}:budget`, String(offset), String(offset + count - 1)),
    unpark: async (args) => asAdmission(await commands.unpark(redis, where, args)),
    setParkedDetail: async (args) => void (await commands.setParkedDetail(redis, where, args)),
    postponeCollect: async (args) => void (await commands.postponeCollect(redis, where, args)),
    compare: async (args) => {
      const { behind, newer } = await commands.compare(redis, where, args);
      return { behind: asList<string>(behind), newer: asList<string>(newer) };
    },
    ghosts: async ({ cursor, count = GHOST_PAGE }) => {
      const page = await commands.ghosts(redis, where, { cursor, count });
      return { ...page, takeIds: asList<string>(page.takeIds) };
    },
    drop: async (args) => asAdmission(await commands.drop(redis, where, args)),
    leave: async ({ takeIds }) => asAdmission(await commands.drop(redis, where, { takeIds, isMoved: true })),
    audit: async (args) => {
      const reply = await commands.audit(redis, where, args);
      return { ...asAdmission(reply), repaired: reply.repaired };
    },
    startDegraded: async () => asAdmission(await commands.startDegraded(redis, where, {})),
    overlay: (takeIds) => readOverlays(redis, prefix, takeIds),
    renderDurations: async (of) => (await redis.lrange(`${key}:renders:${of}`, 0, -1)).map(Number),
  };
}

/** In the lane of another account, a take would escape the limit of its own. */
function assertOwn(takes: readonly LineTake[], providerId: string): void {
  const other = takes.find((take) => take.providerId !== providerId);
  if (other) throw new Error(`take ${other.takeId} belongs to ${other.providerId}, not to ${providerId}`);
}
