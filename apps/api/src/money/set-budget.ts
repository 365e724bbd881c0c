import type { StoryboardRecord } from '@cineflow/book';
import { toMicros } from '@cineflow/core';
import type { Context } from '../context.ts';
import { noStoryboard } from '../storyboards/find-storyboard.ts';

/**
 * Sets the budget of a storyboard in cents; null removes it. The next licence uses it; workers wake takes that fit
 * now.
 * @throws ProblemError `not-found` if it was removed meanwhile
 */
export async function setBudget(
  { book }: Pick<Context, 'book'>,
  { id }: Pick<StoryboardRecord, 'id'>,
  change: { cents: number | null; by?: string; reason?: string },
): Promise<void> {
  const { cents, ...decided } = change;
  const budgetMicros = cents === null ? null : toMicros(cents);
  const { verdict } = await book.storyboards.setBudget({ id, budgetMicros, ...decided });
  if (verdict === 'unknown') throw noStoryboard(id);
}
