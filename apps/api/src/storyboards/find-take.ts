import type { TakeRecord } from '@cineflow/book';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { maySee } from './may-see.ts';

/** @throws ProblemError `not-found` if the take does not exist or belongs to another API key */
export async function findTake(
  { book }: Pick<Context, 'book'>,
  takeId: string,
  caller: Caller,
): Promise<TakeRecord> {
  const record = await book.takes.read({ takeId });
  if (record === null || !maySee(caller, record.apiKeyName)) {
    throw new ProblemError('not-found', { detail: `There is no take ${takeId}.` });
  }
  return record;
}
