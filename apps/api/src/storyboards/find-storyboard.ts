import type { StoryboardRecord } from '@cineflow/book';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { maySee } from './may-see.ts';

/**
 * A storyboard, on request also one that was removed.
 * @throws ProblemError `not-found` where there is no such storyboard, or it belongs to another API key
 */
export async function findStoryboard(
  { book }: Pick<Context, 'book'>,
  id: string,
  caller: Caller,
  { isRemovedToo = false } = {},
): Promise<StoryboardRecord> {
  const record = await book.storyboards.read({ id, isRemovedToo });
  if (record === null || !maySee(caller, record.apiKeyName)) throw noStoryboard(id);
  return record;
}

/** There is none of this id, as far as the caller may know. */
export function noStoryboard(id: string): ProblemError {
  return new ProblemError('not-found', { detail: `There is no storyboard ${id}.` });
}
