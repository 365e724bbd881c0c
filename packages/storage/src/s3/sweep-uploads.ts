import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';

/**
 * Removes the parts of uploads that were begun longer than `olderThanMs` ago and never ended; returns how many. A
 * server that cannot list them has none of ours to sweep, or a rule of its own for them.
 */
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
