import { PutObjectCommand } from '@aws-sdk/client-s3';
import { markKey } from '../mark-key.ts';
import { objectName, type Bucket } from './bucket.ts';
import { headObject } from './head-object.ts';
import { toRefusal } from './service-error.ts';

/**
 * Leaves a small object in the bucket by which it is known again.
 * @throws CollectError `disk-full`
 */
export async function markBucket(bucket: Bucket, mark: string): Promise<void> {
  const Key = objectName(bucket, markKey(mark));
  try {
    await bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body: mark }));
  } catch (error) {
    throw toRefusal(error);
  }
}

/**
 * False where the bucket, or another one in its place, does not carry the mark.
 * @throws CollectError `disk-full` when it cannot be reached
 */
export async function isBucketMarked(bucket: Bucket, mark: string): Promise<boolean> {
  try {
    return (await headObject(bucket, markKey(mark))) !== null;
  } catch (error) {
    throw toRefusal(error);
  }
}
