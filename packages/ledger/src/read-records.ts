import type { TimelineEntry } from '@cineflow/contracts';
import type { Redis } from 'ioredis';
import { keys } from './keys.ts';
import { toStoryboardRecord, type StoryboardRecord } from './storyboard-record.ts';
import { toTakeRecord, toTimelineEntry, type TakeRecord } from './take-record.ts';

/** A take, or null. */
export async function readTake(redis: Redis, prefix: string, id: string): Promise<TakeRecord | null> {
  return toTakeRecord(id, await redis.hgetall(keys.take(prefix, id)));
}

/** A take's history, oldest first. */
export async function readTimeline(redis: Redis, prefix: string, id: string): Promise<TimelineEntry[]> {
  return (await redis.lrange(keys.timeline(prefix, id), 0, -1)).map(toTimelineEntry);
}

/** The histories of some takes, in their order. */
export async function readTimelines(
  redis: Redis,
  prefix: string,
  ids: readonly string[],
): Promise<TimelineEntry[][]> {
  if (ids.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.lrange(keys.timeline(prefix, id), 0, -1);
  return ((await pipeline.exec()) ?? []).map(([error, lines]) => {
    if (error) throw error;
    return (lines as string[]).map(toTimelineEntry);
  });
}

/** A storyboard, or null. */
export async function readStoryboard(
  redis: Redis,
  prefix: string,
  id: string,
): Promise<StoryboardRecord | null> {
  return toStoryboardRecord(id, await redis.hgetall(keys.storyboard(prefix, id)));
}

/** Name of the API key a storyboard was ordered with, or null. */
export async function readSpender(redis: Redis, prefix: string, storyboard: string): Promise<string | null> {
  return redis.hget(keys.storyboard(prefix, storyboard), 'spender');
}

/** All takes of a storyboard in the order of its shots. */
export async function readStoryboardTakes(redis: Redis, prefix: string, id: string): Promise<TakeRecord[]> {
  const ids = await redis.lrange(keys.storyboardTakes(prefix, id), 0, -1);
  return readMany(redis, ids, (take) => keys.take(prefix, take), toTakeRecord);
}

/** Some storyboards, newest first. */
export interface Page {
  limit: number;
  /** The cursor of the page before this one. */
  before?: string;
  /** Only those that were ordered by this name. */
  spender?: string;
}

/** A page of storyboards. */
export async function listStoryboards(
  redis: Redis,
  prefix: string,
  page: Page,
): Promise<{ storyboards: StoryboardRecord[]; nextCursor?: string }> {
  const { spender } = page;
  const all = spender === undefined ? keys.storyboards(prefix) : keys.spenderStoryboards(prefix, spender);
  const rank = page.before === undefined ? -1 : await redis.zrevrank(all, page.before);
  if (rank === null) return { storyboards: [] };
  const ids = await redis.zrevrange(all, rank + 1, rank + page.limit);
  const storyboards = await readMany(redis, ids, (id) => keys.storyboard(prefix, id), toStoryboardRecord);
  const last = ids.at(-1);
  return ids.length === page.limit && last !== undefined
    ? { storyboards, nextCursor: last }
    : { storyboards };
}

async function readMany<T>(
  redis: Redis,
  ids: readonly string[],
  key: (id: string) => string,
  parse: (id: string, hash: Record<string, string>) => T | null,
): Promise<T[]> {
  if (ids.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hgetall(key(id));
  const replies = (await pipeline.exec()) ?? [];
  return replies.flatMap(([error, hash], index) => {
    if (error) throw error;
    return parse(ids[index] as string, hash as Record<string, string>) ?? [];
  });
}
