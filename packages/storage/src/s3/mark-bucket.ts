import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { MARK_PREFIX, markKey, markOf } from '../mark-key.ts';
import { newOwner } from '../part-name.ts';
import { objectName, type Bucket } from './bucket.ts';
import { headObject } from './head-object.ts';
import { toRefusal } from './service-error.ts';

/**
 * The mark by which the bucket is known again: a small object, put where there is none.
 * @throws CollectError `disk-full`
 */
export async function markBucket(bucket: Bucket): Promise<string> {
  const { client, name: Bucket } = bucket;
  try {
    const Prefix = objectName(bucket, MARK_PREFIX);
    const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }));
    const known = markOf(listed.Contents?.[0]?.Key?.slice(bucket.prefix.length) ?? '');
    if (known) return known;
    const mark = newOwner();
    const Key = objectName(bucket, markKey(mark));
    await client.send(new PutObjectCommand({ Bucket, Key, Body: mark }));
    return mark;
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
