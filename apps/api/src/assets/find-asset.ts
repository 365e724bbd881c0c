import type { AssetRecord } from '@cineflow/book';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { ownerOf } from './keep-picture.ts';

/** A picture of the caller. @throws ProblemError `not-found`, also for one of another key */
export async function findAsset(
  { book }: Pick<Context, 'book'>,
  caller: Caller,
  sha256: string,
): Promise<AssetRecord> {
  const [asset] = await book.assets.find({ owner: ownerOf(caller), sha256s: [sha256] });
  if (asset === undefined) throw noPicture(sha256);
  return asset;
}

/** There is none, as far as this caller may know. */
export function noPicture(sha256: string): ProblemError {
  return new ProblemError('not-found', { detail: `There is no picture asset:${sha256}.` });
}
