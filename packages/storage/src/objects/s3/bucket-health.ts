import {
  AbortMultipartUploadCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { address, type Bucket } from './bucket.ts';
import { statusOfService, toServiceError } from './service-error.ts';

const PROBE_NAME = '.cineflow-write-test';
const FORBIDDEN = 403;

/** True unless a write was refused and a small real one still is. */
export async function acceptsWrites(bucket: Bucket): Promise<boolean> {
  if (!bucket.refusing) return true;
  try {
    await bucket.client.send(new PutObjectCommand({ ...address(bucket, PROBE_NAME), Body: 'ok' }));
    bucket.refusing = false;
    return true;
  } catch {
    return false;
  }
}

/**
 * Proves that the bucket answers before an object counts as missing: a lost clip is paid again.
 * @throws CollectError `storage-unavailable`
 */
export async function assertBucketReachable(bucket: Bucket): Promise<void> {
  try {
    await bucket.client.send(new HeadBucketCommand({ Bucket: bucket.name }));
  } catch (error) {
    if (statusOfService(error) !== FORBIDDEN) throw toServiceError(error);
  }
}

/** Removes unfinished uploads of at least this age; returns their number. Skips servers that cannot list them. */
export async function sweepUploads(bucket: Bucket, olderThanMs: number): Promise<number> {
  const { client, name: Bucket } = bucket;
  const list = new ListMultipartUploadsCommand({ Bucket, Prefix: bucket.prefix });
  const listed = await client.send(list).catch(() => null);
  let removed = 0;
  for (const { Key, UploadId, Initiated } of listed?.Uploads ?? []) {
    if (!Initiated || Date.now() - Initiated.getTime() < olderThanMs) continue;
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    removed += 1;
  }
  return removed;
}
