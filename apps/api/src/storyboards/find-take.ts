import type { TakeRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { demandWholeLedger } from './demand-whole-ledger.ts';
import { maySee } from './may-see.ts';

/**
 * @throws ProblemError `not-found` where there is no such take, or it is somebody else's; `not-ready` where it may be one
 * that the ledger lost and will have again
 */
export async function findTake(
  context: Pick<Context, 'ledger'>,
  id: string,
  caller: Caller,
): Promise<TakeRecord> {
  const record = await context.ledger.take(id);
  if (record === null) await demandWholeLedger(context);
  if (record === null || !(await isTheirs(context, record, caller))) {
    throw new ProblemError('not-found', { detail: `There is no take ${id}.` });
  }
  return record;
}

async function isTheirs(
  { ledger }: Pick<Context, 'ledger'>,
  { storyboardId }: TakeRecord,
  caller: Caller,
): Promise<boolean> {
  return caller.scope === 'admin' || maySee(caller, await ledger.spenderOf(storyboardId));
}
