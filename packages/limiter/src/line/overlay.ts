import type { TakeState, WaitReason } from '@cineflow/contracts';
import type { Redis } from 'ioredis';

/** What only Redis knows of a take; to be laid over the record of the book of the same version. */
export interface TakeOverlay {
  version: number;
  wait?: WaitReason;
  /** Redis time, ms. */
  waitUntil?: number;
  waitDetail?: string;
  /** Share of the render that is done, percent. */
  progress?: number;
  /** Since when the provider says that it does not know the operation, ms. */
  missingAt?: number;
  /** Failed attempts to fetch the clip. */
  collectFailures?: number;
  /** The link in the book is of no use any more. */
  linkDropped?: true;
  /** For the restore of a book: what Redis knows of the take itself. */
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
  'collectFailures',
] as const;

/** Reads the overlays of takes, in their order; null for a take Redis does not have. */
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
  const [waitUntil, progress, missingAt, collectFailures, linkDropped, state, operationId, operationRef] =
    rest;
  return {
    version: Number(version),
    ...(wait ? { wait: wait as WaitReason } : {}),
    ...(waitDetail ? { waitDetail } : {}),
    ...(waitUntil ? { waitUntil: Number(waitUntil) } : {}),
    ...(progress ? { progress: Number(progress) } : {}),
    ...(missingAt ? { missingAt: Number(missingAt) } : {}),
    ...(collectFailures ? { collectFailures: Number(collectFailures) } : {}),
    ...(linkDropped ? { linkDropped: true } : {}),
    ...(state ? { state: state as TakeState } : {}),
    ...(operationId ? { operationId } : {}),
    ...(operationRef ? { operationRef } : {}),
  };
}
