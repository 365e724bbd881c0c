import type { StoryboardRecord } from '@cineflow/book';
import type { Context } from '../context.ts';
import { noStoryboard } from './find-storyboard.ts';
import { queuedPages } from './queued-pages.ts';
import { tellInPages } from './tell-in-pages.ts';

/**
 * Pauses or resumes a storyboard. The commit in the book counts at once; workers finish an interrupted update of
 * Redis.
 */
export async function pauseStoryboard(
  context: Context,
  { id, providerId, finishedAt }: StoryboardRecord,
  { action, ...decided }: { action: 'pause' | 'resume'; by?: string; reason?: string },
): Promise<void> {
  // Otherwise a retry of one of its takes would wait for a forgotten resume.
  if (action === 'pause' && finishedAt !== undefined) return;
  const { book } = context;
  const { verdict } = await book.storyboards[action]({ id, ...decided });
  if (verdict === 'unknown') throw noStoryboard(id);
  await tellInPages(context, providerId, queuedPages(book, id));
}
