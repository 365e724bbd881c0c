import { PutObjectCommand } from '@aws-sdk/client-s3';
import { objectName, type Bucket } from './bucket.ts';

const PROBE_NAME = '.cineflow-write-test';

/** True unless an upload was refused and a small real write still is. */
export async function acceptsWrites(bucket: Bucket): Promise<boolean> {
  if (!bucket.refusing) return true;
  try {
    const Key = objectName(bucket, PROBE_NAME);
    await bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body: 'ok' }));
    bucket.refusing = false;
    return true;
  } catch {
    return false;
  }
}
