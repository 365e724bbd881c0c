import { createHash } from 'node:crypto';
import type { Film } from '@cineflow/contracts';
import { ClipNotFoundError } from '../clip-not-found-error.ts';
import type { Bucket } from './bucket.ts';
import { headObject } from './head-object.ts';
import { readObject } from './read-object.ts';

/** True when the bytes under the key have the size and the sha256 they should have; they are read to know. */
export async function holdsObject(
  bucket: Bucket,
  film: Pick<Film, 'key' | 'sizeBytes' | 'sha256'>,
): Promise<boolean> {
  if ((await headObject(bucket, film.key))?.sizeBytes !== film.sizeBytes) return false;
  try {
    const hash = createHash('sha256');
    for await (const chunk of await readObject(bucket, film.key)) hash.update(chunk as Buffer);
    return hash.digest('hex') === film.sha256;
  } catch (error) {
    if (error instanceof ClipNotFoundError) return false;
    throw error;
  }
}
