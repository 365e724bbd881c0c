import type { StoryboardRecord } from '@cineflow/book';
import type { Context } from '../context.ts';
import { noStoryboard } from './find-storyboard.ts';
import { queuedPages } from './queued-pages.ts';
import { tellInPages } from './tell-in-pages.ts';

/**
 * Pauses or resumes a storyboard. The book's word counts at once; Redis is told of its queued takes, and where that dies
 * half-way the workers finish it.
 */
export async function pauseStoryboard(
  context: Context,
  { id, providerId, finishedAt }: StoryboardRecord,
  { action, ...decided }: { action: 'pause' | 'resume'; by?: string; reason?: string },
): Promise<void> {
  // Else a retry of one of its takes would wait for a resume nobody thinks of.
  if (action === 'pause' && finishedAt !== undefined) return;
  const { book } = context;
  const { verdict } = await book.storyboards[action]({ id, ...decided });
  if (verdict === 'unknown') throw noStoryboard(id);
  await tellInPages(context, providerId, queuedPages(book, id));
}
