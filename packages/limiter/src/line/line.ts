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
 * Everything Redis is told of the takes of one provider account: line, permits, polls. The book knows, Redis
 * schedules: whatever is lost here is put again.
 */
export interface Line extends PollSteps {
  /** Key of the lane. */
  readonly key: string;
  /** Tells Redis of rows of the book; those with a higher version apply. Wake every take that is admitted. */
  put(args: PutArgs): Promise<PutReply>;
  /** What to know before an attempt begins. */
  look(args: { takeId: string }): Promise<Look>;
  /** The price does not fit: the take gives its permit back and waits for this budget. */
  parkForBudget(args: { takeId: string; budgetId: string; detail: string }): Promise<Admission>;
  /** Takes that wait for a budget, those that wait longest first. */
  budgetParked(args: { offset: number; count: number }): Promise<string[]>;
  /** Takes that waited for a budget wait for their turn again. */
  unpark(args: { takeIds: readonly string[] }): Promise<Admission>;
  /** Says anew what parked takes wait for. */
  setParkedDetail(args: { takes: readonly { takeId: string; detail: string }[] }): Promise<void>;
  /** A clip cannot be fetched or reused now, or the book cannot be told of a take: says what the take waits for. */
  postponeCollect(args: PostponeCollectArgs): Promise<void>;
  /** Compares versions of the book with those of Redis. */
  compare(args: { takes: readonly (readonly [takeId: string, version: number])[] }): Promise<Compared>;
  /** One page of all takes the lane holds; begins with cursor '0' and ends with it. */
  ghosts(args: { cursor: string; count?: number }): Promise<GhostPage>;
  /** Removes takes the book does not have. */
  drop(args: { takeIds: readonly string[] }): Promise<Admission>;
  /** Repairs what is torn within Redis, for open takes of which it has the version of the book. */
  audit(args: { takeIds: readonly string[] }): Promise<Admission & { repaired: number }>;
  /** After a loss of the lane: the capacity begins at the degraded limit and climbs. Needs a policy. */
  startDegraded(): Promise<Admission>;
  /** What only Redis knows of takes, in their order; null for those it does not have. */
  overlay(takeIds: readonly string[]): Promise<(TakeOverlay | null)[]>;
  /** How long the last renders of a model, or of a kind, took, ms; newest first. */
  renderDurations(of: string): Promise<number[]>;
}

const GHOST_PAGE = 500;

/** The line of one provider account. `prefix` carries the hash tag of the installation. */
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
    audit: async (args) => {
      const reply = await commands.audit(redis, where, args);
      return { ...asAdmission(reply), repaired: reply.repaired };
    },
    startDegraded: async () => asAdmission(await commands.startDegraded(redis, where, {})),
    overlay: (takeIds) => readOverlays(redis, prefix, takeIds),
    renderDurations: async (of) => (await redis.lrange(`${key}:renders:${of}`, 0, -1)).map(Number),
  };
}

/** A take in the lane of another account would escape the limit of its own. */
function assertOwn(takes: readonly LineTake[], providerId: string): void {
  const other = takes.find((take) => take.providerId !== providerId);
  if (other) throw new Error(`take ${other.takeId} belongs to ${other.providerId}, not to ${providerId}`);
}
