import type { Film } from '@cineflow/contracts';
import { CollectError } from '../collect-error.ts';
import { numberedKey } from '../related-keys.ts';
import type { Bucket } from './bucket.ts';
import { headObject } from './head-object.ts';
import { holdsObject } from './holds-object.ts';
import { statusOfService } from './service-error.ts';

const MAX_NUMBER = 1_000;
const PRECONDITION_FAILED = 412;
const CONFLICT = 409;
const NOT_IMPLEMENTED = 501;

/** Puts the film's bytes under a key; `onlyIfFree` makes the server refuse (412) where the key is taken. */
export type PutFilm = (key: string, onlyIfFree: boolean) => Promise<unknown>;

type FilmBytes = Pick<Film, 'sizeBytes' | 'sha256'>;

/**
 * Puts verified bytes under the key asked for or the next free one, and never over other bytes. Where the same film
 * already stands under such a key, that one is the answer. A server that knows no conditional write is asked before
 * and after: two writers of different films that meet there both end with a name of their own.
 */
export async function publishObject(
  bucket: Bucket,
  film: FilmBytes & { key: string },
  put: PutFilm,
): Promise<string> {
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const key = numberedKey(film.key, number);
    if ((await headObject(bucket, key)) === null && (await putIfFree(bucket, key, put))) {
      const stored = await headObject(bucket, key);
      if (stored?.sha256 === film.sha256 && stored.sizeBytes === film.sizeBytes) return key;
    }
    if (await holdsObject(bucket, { ...film, key })) return key;
  }
  throw new CollectError('storage-unavailable', `${MAX_NUMBER} other films stand under the same name`);
}

async function putIfFree(bucket: Bucket, key: string, put: PutFilm): Promise<boolean> {
  try {
    await put(key, bucket.conditionalWrites);
    return true;
  } catch (error) {
    const status = statusOfService(error);
    if (status === PRECONDITION_FAILED || status === CONFLICT) return false;
    if (status !== NOT_IMPLEMENTED || !bucket.conditionalWrites) throw error;
    bucket.conditionalWrites = false;
    await put(key, false);
    return true;
  }
}
