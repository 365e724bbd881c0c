import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';
import { statusOfService, toRefusal } from './service-error.ts';

const FORBIDDEN = 403;

/**
 * Resolves when the bucket itself is there, so that a missing object is really missing: a film that counts as lost is
 * paid for again. An account that may not ask about the bucket was answered by it all the same.
 * @throws CollectError `storage-unavailable` when it is not, or cannot be reached
 */
export async function checkBucket(bucket: Bucket): Promise<void> {
  try {
    await bucket.client.send(new HeadBucketCommand({ Bucket: bucket.name }));
  } catch (error) {
    if (statusOfService(error) !== FORBIDDEN) throw toRefusal(error);
  }
}
