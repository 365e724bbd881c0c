import type { StoryboardRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { demandWholeLedger } from './demand-whole-ledger.ts';
import { maySee } from './may-see.ts';

/**
 * @throws ProblemError `not-found` where there is no such storyboard, or it is somebody else's; `not-ready` where it may
 * be one that the ledger lost and will have again
 */
export async function findStoryboard(
  context: Pick<Context, 'ledger'>,
  id: string,
  caller: Caller,
): Promise<StoryboardRecord> {
  const record = await context.ledger.storyboard(id);
  if (record === null) await demandWholeLedger(context);
  if (record === null || !maySee(caller, record.spender)) {
    throw new ProblemError('not-found', { detail: `There is no storyboard ${id}.` });
  }
  return record;
}
