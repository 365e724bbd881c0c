import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { MARK_PREFIX, markKey, markOf } from '../object-key.ts';
import { address, type Bucket } from './bucket.ts';
import { headObject } from './read-object.ts';
import { toServiceError } from './service-error.ts';

// All throw CollectError `storage-unavailable`: no answer says nothing about the mark.

/** Puts a small object of this name where no mark is. */
export async function markBucket(bucket: Bucket, name: string): Promise<string> {
  const known = await findBucketMark(bucket);
  if (known !== null) return known;
  try {
    await bucket.client.send(new PutObjectCommand({ ...address(bucket, markKey(name)), Body: name }));
    return name;
  } catch (error) {
    throw toServiceError(error);
  }
}

export async function findBucketMark({ client, name, prefix }: Bucket): Promise<string | null> {
  try {
    const list = new ListObjectsV2Command({ Bucket: name, Prefix: prefix + MARK_PREFIX, MaxKeys: 1 });
    const { Contents } = await client.send(list);
    return markOf(Contents?.[0]?.Key?.slice(prefix.length) ?? '');
  } catch (error) {
    throw toServiceError(error);
  }
}

/** False where the bucket, or another one in its place, lacks the mark. */
export async function isBucketMarked(bucket: Bucket, mark: string): Promise<boolean> {
  try {
    return (await headObject(bucket, markKey(mark))) !== null;
  } catch (error) {
    throw toServiceError(error);
  }
}
