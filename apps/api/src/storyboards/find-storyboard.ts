import type { StoryboardRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** @throws ProblemError `not-found` where there is no such storyboard */
export async function findStoryboard(
  context: Pick<Context, 'ledger'>,
  id: string,
): Promise<StoryboardRecord> {
  const record = await context.ledger.storyboard(id);
  if (record === null) throw new ProblemError('not-found', { detail: `There is no storyboard ${id}.` });
  return record;
}
