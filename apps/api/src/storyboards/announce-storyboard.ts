import { parkTakes } from '@cineflow/queue';
import type { Context } from '../context.ts';
import { queuedPages } from './queued-pages.ts';

/** Time limit of updating Redis, ms; workers do the rest. */
const LIMIT_MS = 2_000;

/** Puts a new storyboard into Redis: jobs for the board, then queue entries. The order does not depend on it. */
export async function announceStoryboard(
  context: Pick<Context, 'book' | 'queues' | 'redis' | 'followUp'>,
  { id, providerId }: { id: string; providerId: string },
): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  for await (const rows of queuedPages(context.book, id)) {
    const jobs = rows.map((row) => ({ takeId: row.takeId, providerId: row.providerId }));
    await context.redis.ask(() => parkTakes(context.queues, jobs));
    await context.followUp(providerId, { moved: rows });
    if (context.redis.isAway() || performance.now() > until) return;
  }
}
