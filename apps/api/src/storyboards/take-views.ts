import type { TakeRecord } from '@cineflow/book';
import { isFinal } from '@cineflow/core';
import type { TakeOverlay } from '@cineflow/limiter';
import type { Context } from '../context.ts';

/** A take of the book with Redis-only facts. */
export type TakeView = TakeRecord & Omit<TakeOverlay, keyof TakeRecord>;

/** Adds Redis-only facts to takes of the same version; none while Redis is away. */
export async function readTakeViews(
  { redis, line }: Pick<Context, 'redis' | 'line'>,
  records: readonly TakeRecord[],
): Promise<TakeView[]> {
  const open = Map.groupBy(
    records.filter(({ state }) => !isFinal(state)),
    ({ providerId }) => providerId,
  );
  const overlays = new Map<string, TakeOverlay | null>();
  const reads = [...open].map(async ([providerId, takes]) => {
    const ids = takes.map(({ takeId }) => takeId);
    const found = await redis.ask(() => line(providerId).overlay(ids));
    found?.forEach((overlay, index) => overlays.set(ids[index] ?? '', overlay));
  });
  await Promise.all(reads);
  return records.map((record) => layOver(record, overlays.get(record.takeId)));
}

function layOver(record: TakeRecord, overlay: TakeOverlay | null | undefined): TakeView {
  return overlay?.version === record.version ? { ...overlay, ...record } : record;
}
