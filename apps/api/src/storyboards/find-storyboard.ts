import type { StoryboardRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { maySee } from './may-see.ts';

/** @throws ProblemError `not-found` where there is no such storyboard, or it is somebody else's */
export async function findStoryboard(
  context: Pick<Context, 'ledger'>,
  id: string,
  caller: Caller,
): Promise<StoryboardRecord> {
  const record = await context.ledger.storyboard(id);
  if (record === null || !maySee(caller, record.spender)) {
    throw new ProblemError('not-found', { detail: `There is no storyboard ${id}.` });
  }
  return record;
}
