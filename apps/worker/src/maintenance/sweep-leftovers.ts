import type { WorkerContext } from '../context.ts';
import { oneByOne } from './one-by-one.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Pictures that no storyboard uses are kept for this long. */
const UNUSED_PICTURES_MS = 30 * DAY_MS;
const AT_ONCE = 100;

/** Removes unpublished storyboards, abandoned downloads and unused pictures. */
export async function sweepLeftovers(context: WorkerContext): Promise<void> {
  const { book, store, log } = context;
  while ((await book.storyboards.sweepDrafts({ olderThanMs: HOUR_MS })).removed > 0);
  const parts = await store.sweepParts(DAY_MS);
  if (parts > 0) log.info({ parts }, 'half-written downloads removed');
  await sweepPictures(context);
}

async function sweepPictures({ book, assets, log }: WorkerContext): Promise<void> {
  const unused = await book.assets.unused({ unusedMs: UNUSED_PICTURES_MS, limit: AT_ONCE });
  await oneByOne(unused, async ({ owner, sha256 }) => {
    const facts = await book.assets.facts({ sha256 });
    const { isLast } = await book.assets.remove({ owner, sha256 });
    // A crash here leaves a file without an owner, which costs space only.
    if (isLast && facts !== null) await assets.remove({ sha256, mediaType: facts.mediaType });
    log.info({ picture: sha256 }, 'an unused picture was removed');
  });
}
