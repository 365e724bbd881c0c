import type { Film } from '@cineflow/contracts';
import type { Bucket } from './bucket.ts';
import { checkBucket } from './check-bucket.ts';
import { holdsObject } from './holds-object.ts';
import { toRefusal } from './service-error.ts';

/**
 * True when the film is stored as it was recorded; false only where the bucket answers and the film is not.
 * @throws CollectError `storage-unavailable` when the bucket is gone or cannot be reached
 */
export async function verifyObject(bucket: Bucket, film: Film): Promise<boolean> {
  try {
    if (await holdsObject(bucket, film)) return true;
  } catch (error) {
    throw toRefusal(error);
  }
  await checkBucket(bucket);
  return false;
}
