import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { MARK_PREFIX, markKey, markOf } from '../mark-key.ts';
import { objectName, type Bucket } from './bucket.ts';
import { headObject } from './head-object.ts';
import { toRefusal } from './service-error.ts';

/**
 * The mark by which the bucket is known again: a small object, put under this name where there is none.
 * @throws CollectError `storage-unavailable`
 */
export async function markBucket(bucket: Bucket, name: string): Promise<string> {
  const known = await findBucketMark(bucket);
  if (known !== null) return known;
  try {
    const Key = objectName(bucket, markKey(name));
    await bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body: name }));
    return name;
  } catch (error) {
    throw toRefusal(error);
  }
}

/**
 * The mark of the bucket; null where it has none.
 * @throws CollectError `storage-unavailable`
 */
export async function findBucketMark(bucket: Bucket): Promise<string | null> {
  const { client, name: Bucket } = bucket;
  try {
    const Prefix = objectName(bucket, MARK_PREFIX);
    const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }));
    return markOf(listed.Contents?.[0]?.Key?.slice(bucket.prefix.length) ?? '');
  } catch (error) {
    throw toRefusal(error);
  }
}

/**
 * False where the bucket, or another one in its place, does not carry the mark.
 * @throws CollectError `storage-unavailable` when it cannot be reached
 */
export async function isBucketMarked(bucket: Bucket, mark: string): Promise<boolean> {
  try {
    return (await headObject(bucket, markKey(mark))) !== null;
  } catch (error) {
    throw toRefusal(error);
  }
}
