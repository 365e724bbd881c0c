import type { TakeRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** @throws ProblemError `not-found` where there is no such take */
export async function findTake(context: Pick<Context, 'ledger'>, id: string): Promise<TakeRecord> {
  const record = await context.ledger.take(id);
  if (record === null) throw new ProblemError('not-found', { detail: `There is no take ${id}.` });
  return record;
}
