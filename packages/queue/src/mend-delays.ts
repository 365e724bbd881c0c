import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Queues } from './queues.ts';

/** How far beyond its longest delay a job must lie for the clock of its worker to be blamed, ms. */
const MARGIN_MS = 60_000;
const MOST_AT_ONCE = 1000;
/** BullMQ keeps a delay as a time with a counter behind it. */
const SCORES_PER_MS = 0x1000;

/**
 * BullMQ dates delays by the clock of the worker that makes them. One whose clock has jumped ahead leaves jobs that
 * nobody runs for hours, and a new schedule keeps the date. Removes such schedules, which have to be written again, and
 * makes other jobs due. `longestMs` is the longest delay of a queue.
 * Returns the number of jobs.
 */
export async function mendDelays(
  redis: Redis,
  queues: Queues,
  longestMs: Readonly<Record<'polls' | 'collects', number>>,
): Promise<number> {
  const now = Date.now();
  const schedulers = await queues.upkeep.getJobSchedulers();
  const far = schedulers.filter(({ next = 0, every = 0 }) => next > now + every + MARGIN_MS);
  for (const { key } of far) await queues.upkeep.removeJobScheduler(key);
  const polls = await promoteFrom(redis, queues.polls, now + longestMs.polls + MARGIN_MS);
  const collects = await promoteFrom(redis, queues.collects, now + longestMs.collects + MARGIN_MS);
  return far.length + polls + collects;
}

async function promoteFrom(redis: Redis, queue: Queue, atMs: number): Promise<number> {
  const from = atMs * SCORES_PER_MS;
  const ids = await redis.zrange(queue.toKey('delayed'), from, '+inf', 'BYSCORE', 'LIMIT', 0, MOST_AT_ONCE);
  // Another worker may be quicker.
  for (const id of ids) await queue.getBackend().promote(id).catch(ignore);
  return ids.length;
}

function ignore(): void {}
