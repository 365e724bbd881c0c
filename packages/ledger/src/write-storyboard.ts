import type { Priority, Warning } from '@cineflow/contracts';
import type { PlannedTake } from '@cineflow/core';
import { asAdmission, laneKey } from '@cineflow/limiter';
import type { Redis } from 'ioredis';
import { keptArguments, type KeptAnswer } from './idempotency.ts';
import { keys } from './keys.ts';
import { publishStoryboard, type PublishReply } from './scripts.ts';
import { PRIORITY_WEIGHT } from './storyboard-record.ts';

/** One storyboard, planned and ready to be written. */
export interface NewStoryboard {
  id: string;
  name: string;
  provider: string;
  model: string;
  priority: Priority;
  force: boolean;
  warnings: readonly Warning[];
  /** Most that all takes together may cost; absent: no limit. */
  budgetCents?: number;
  /** How often a take whose render failed is made, and paid, once more; absent: never. */
  retryFailed?: number;
  /** Name of the API key it was ordered with; absent where none was asked for. */
  spender?: string;
  takes: readonly PlannedTake[];
}

/** A storyboard whose records are written. */
export interface Draft {
  id: string;
  provider: string;
  /** When it was accepted, where a journal knows. */
  createdAt?: number;
  /** What is kept under the client's idempotency key. */
  kept?: KeptAnswer;
}

const CHUNK = 500;

/** Id of a take; also the id of its job, so it holds no ":" and is not a bare number. */
export function takeId(storyboardId: string, take: PlannedTake): string {
  return `${storyboardId}-${take.segmentIndex}-${take.take}`;
}

/** The storyboard a take belongs to, by its id. */
export function storyboardOfTake(take: string): string {
  return take.replace(/-\d+-\d+$/, '');
}

/**
 * Writes the records of a storyboard as a draft: nobody reads them, and nothing is admitted, before
 * `publishDraft`. A crash in between leaves only a draft, which upkeep sweeps.
 */
export async function writeDraft(redis: Redis, prefix: string, storyboard: NewStoryboard): Promise<string[]> {
  const ids = storyboard.takes.map((take) => takeId(storyboard.id, take));
  await redis.zadd(keys.drafts(prefix), Date.now(), storyboard.id);
  // An earlier attempt to write this very draft may have been cut off.
  await redis.del(keys.storyboardTakes(prefix, storyboard.id));
  await redis.hset(keys.storyboard(prefix, storyboard.id), {
    name: storyboard.name,
    provider: storyboard.provider,
    model: storyboard.model,
    priority: storyboard.priority,
    weight: PRIORITY_WEIGHT[storyboard.priority],
    force: storyboard.force ? 1 : 0,
    shots: new Set(storyboard.takes.map((take) => take.segmentIndex)).size,
    takes: ids.length,
    warnings: JSON.stringify(storyboard.warnings),
    ...(storyboard.budgetCents === undefined ? {} : { budgetCents: storyboard.budgetCents }),
    ...(storyboard.retryFailed === undefined ? {} : { retryFailed: storyboard.retryFailed }),
    ...(storyboard.spender === undefined ? {} : { spender: storyboard.spender }),
  });
  for (let start = 0; start < ids.length; start += CHUNK) {
    await writeTakes(redis, prefix, storyboard, start);
  }
  return ids;
}

/** Makes a draft visible and gives free permits to its first takes. Safe to repeat. */
export async function publishDraft(redis: Redis, prefix: string, draft: Draft): Promise<PublishReply> {
  const where = [prefix, laneKey(prefix, draft.provider)];
  const args = [draft.id, draft.createdAt ?? '', ...keptArguments(draft.kept)];
  const reply = await publishStoryboard(redis, where, args);
  return { ...reply, ...asAdmission(reply) };
}

async function writeTakes(
  redis: Redis,
  prefix: string,
  storyboard: NewStoryboard,
  start: number,
): Promise<void> {
  const pipeline = redis.pipeline();
  for (const take of storyboard.takes.slice(start, start + CHUNK)) {
    const id = takeId(storyboard.id, take);
    pipeline.rpush(keys.storyboardTakes(prefix, storyboard.id), id);
    pipeline.hset(keys.take(prefix, id), {
      storyboardId: storyboard.id,
      storyboardName: storyboard.name,
      segmentIndex: take.segmentIndex,
      take: take.take,
      lane: storyboard.provider,
      model: take.order.model,
      fingerprint: take.fingerprint,
      order: JSON.stringify(take.order),
      force: storyboard.force ? 1 : 0,
      ...(take.priceCents === undefined ? {} : { priceCents: take.priceCents }),
    });
  }
  const results = await pipeline.exec();
  const failed = results?.find(([error]) => error !== null)?.[0];
  if (failed) throw failed;
}
