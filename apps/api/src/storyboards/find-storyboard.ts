import type { StoryboardRecord } from '@cineflow/book';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { maySee } from './may-see.ts';

/**
 * A storyboard; a removed one on request.
 * @throws ProblemError `not-found` if it does not exist or belongs to another API key
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

/** No such storyboard, as far as the caller may know. */
export function noStoryboard(id: string): ProblemError {
  return new ProblemError('not-found', { detail: `There is no storyboard ${id}.` });
}
