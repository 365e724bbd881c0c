import type { WorkerContext } from '../context.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Removes unpublished storyboards and abandoned downloads. */
export async function sweepLeftovers({ book, store, log }: WorkerContext): Promise<void> {
  while ((await book.storyboards.sweepDrafts({ olderThanMs: HOUR_MS })).removed > 0);
  const parts = await store.sweepParts(DAY_MS);
  if (parts > 0) log.info({ parts }, 'half-written downloads removed');
}
