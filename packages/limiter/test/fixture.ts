import type { LanePolicy, LineTake } from '@cineflow/core';
import { testPrefix } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { createLane, type Lane } from '../src/lane.ts';
import type { Outcome, PutArgs, PutReply } from '../src/line/line-commands.ts';
import { createLine, type Line } from '../src/line/line.ts';

export const policy: LanePolicy = {
  maximum: 2,
  degraded: 1,
  tripAfter: 2,
  cooldownMs: 60_000,
  recoveryStepMs: 1000,
};

const PROVIDER = 'sora-hk';

/** A separate line on a real Redis, and the part of the book that makes its rows. */
export interface Fixture {
  prefix: string;
  lane: Lane;
  line: Line;
  /** The next version of a take, changed in these fields. */
  row: (takeId: string, change?: Partial<LineTake>) => LineTake;
  /** Puts the next version of a take. */
  put: (takeId: string, change?: Partial<LineTake>, more?: Omit<PutArgs, 'takes'>) => Promise<PutReply>;
  /** Queues takes of a storyboard, named `<id>-1` and so on; answers who was admitted. */
  post: (id: string, takes: number, change?: Partial<LineTake>) => Promise<string[]>;
  /** Begins and is accepted, as with a provider that works. */
  start: (takeId: string) => Promise<string[]>;
  /** Begins and is refused. */
  refuse: (takeId: string, kind: Outcome['kind'], throttleMs?: number) => Promise<string[]>;
  /** The render is done and the clip is kept. */
  finish: (takeId: string) => Promise<string[]>;
  /** Members of a zset or set of the lane. */
  members: (name: string) => Promise<string[]>;
  record: (takeId: string) => Promise<Record<string, string>>;
}

/** Makes a fixture with one lane. */
export async function createFixture(redis: Redis, more: Partial<LanePolicy> = {}): Promise<Fixture> {
  const prefix = testPrefix();
  const line = createLine(redis, prefix, PROVIDER);
  const lane = createLane(redis, line.key);
  await lane.configure({ ...policy, ...more });
  const row = createRows();
  const put: Fixture['put'] = (takeId, change = {}, extra = {}) =>
    line.put({ takes: [row(takeId, change)], ...extra });
  return {
    prefix,
    lane,
    line,
    row,
    put,
    post: async (id, takes, change = {}) => {
      const places = Array.from({ length: takes }, (_, index) => index + 1);
      const rows = places.map((place) => row(`${id}-${place}`, { storyboardId: id, place, ...change }));
      return (await line.put({ takes: rows })).admitted;
    },
    start: async (takeId) => {
      await put(takeId, { state: 'submitting' });
      const accepted = { state: 'rendering', operationId: `op-${takeId}`, submittedAt: Date.now() } as const;
      return (await put(takeId, accepted, { outcome: { takeId, kind: 'success' } })).admitted;
    },
    refuse: async (takeId, kind, throttleMs = 0) => {
      await put(takeId, { state: 'submitting' });
      return (await put(takeId, { state: 'queued' }, { outcome: { takeId, kind, throttleMs } })).admitted;
    },
    finish: async (takeId) => {
      const rendered = await put(takeId, { state: 'collecting' }, { renderMs: 60_000 });
      const stored = await put(takeId, { state: 'completed' });
      return [...rendered.admitted, ...stored.admitted];
    },
    members: async (name) => {
      const key = `${line.key}:${name}`;
      return (await redis.type(key)) === 'set' ? redis.smembers(key) : redis.zrange(key, '0', '-1');
    },
    record: (takeId) => redis.hgetall(`${prefix}:take:${takeId}`),
  };
}

/** Remembers the rows of takes, as the book does, and makes each next version. */
export function createRows(): Fixture['row'] {
  const rows = new Map<string, LineTake>();
  return (takeId, change = {}) => {
    const before = rows.get(takeId) ?? newTake(takeId);
    const next = { ...before, ...change, version: change.version ?? before.version + 1 };
    if (next.state === 'queued') {
      delete next.operationId;
      delete next.submittedAt;
    }
    rows.set(takeId, next);
    return next;
  };
}

function newTake(takeId: string): LineTake {
  return {
    takeId,
    providerId: PROVIDER,
    version: 0,
    state: 'queued',
    storyboardId: 'sb',
    weight: 2,
    model: 'sora-2',
    place: 1,
    isPaused: false,
    isFollowing: false,
    isReady: false,
  };
}
