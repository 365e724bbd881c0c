import type { TakeState, WaitReason } from '@cineflow/contracts';
import type { Redis } from 'ioredis';

/** Redis-only facts about a take, to complete the book's record of the same version. */
export interface TakeOverlay {
  version: number;
  wait?: WaitReason;
  /** Redis time, ms. */
  waitUntil?: number;
  waitDetail?: string;
  /** Progress of the render in percent. */
  progress?: number;
  /** Since when the provider has not known the operation, ms. */
  missingAt?: number;
  /** The provider's last answer, if it says nothing certain; such answers in a row, and since when, ms. */
  odd?: string;
  oddTimes?: number;
  oddAt?: number;
  /** Number of failed downloads. */
  collectFailures?: number;
  /** The link in the book no longer works. */
  linkDropped?: true;
  /** The take's state in Redis, to restore a book. */
  state?: TakeState;
  operationId?: string;
  operationRef?: string;
}

const CHUNK = 500;
const FIELDS = [
  'version',
  'wait',
  'waitDetail',
  'waitUntil',
  'progress',
  'missingAt',
  'odd',
  'oddTimes',
  'oddAt',
  'collectFailures',
] as const;

/** Reads the overlays of takes, in order; null for takes unknown to Redis. */
export async function readOverlays(
  redis: Redis,
  prefix: string,
  takeIds: readonly string[],
): Promise<(TakeOverlay | null)[]> {
  const overlays: (TakeOverlay | null)[] = [];
  for (let start = 0; start < takeIds.length; start += CHUNK) {
    const pipeline = redis.pipeline();
    for (const takeId of takeIds.slice(start, start + CHUNK))
      pipeline.hmget(
        `${prefix}:take:${takeId}`,
        ...FIELDS,
        'linkDropped',
        'state',
        'operationId',
        'operationRef',
      );
    for (const [error, row] of (await pipeline.exec()) ?? []) {
      if (error) throw error;
      overlays.push(toOverlay(row as (string | null)[]));
    }
  }
  return overlays;
}

function toOverlay([version, wait, waitDetail, ...rest]: readonly (string | null)[]): TakeOverlay | null {
  if (!version) return null;
  const [waitUntil, progress, missingAt, odd, oddTimes, oddAt, ...more] = rest;
  const [collectFailures, linkDropped, state, operationId, operationRef] = more;
  return {
    version: Number(version),
    ...(wait ? { wait: wait as WaitReason } : {}),
    ...(waitDetail ? { waitDetail } : {}),
    ...(waitUntil ? { waitUntil: Number(waitUntil) } : {}),
    ...(progress ? { progress: Number(progress) } : {}),
    ...(missingAt ? { missingAt: Number(missingAt) } : {}),
    ...(odd ? { odd, oddTimes: Number(oddTimes ?? 1) } : {}),
    ...(oddAt ? { oddAt: Number(oddAt) } : {}),
    ...(collectFailures ? { collectFailures: Number(collectFailures) } : {}),
    ...(linkDropped ? { linkDropped: true } : {}),
    ...(state ? { state: state as TakeState } : {}),
    ...(operationId ? { operationId } : {}),
    ...(operationRef ? { operationRef } : {}),
  };
}
