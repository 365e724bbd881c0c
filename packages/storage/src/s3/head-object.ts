import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { objectName, type Bucket } from './bucket.ts';
import { isMissing } from './service-error.ts';

/** What a server tells of an object without its bytes. */
export interface ObjectFacts {
  sizeBytes: number;
  modifiedAt: Date;
  /** As written down at the upload; absent where somebody else put the object there. */
  sha256?: string;
}

/** Null when there is no such object. */
export async function headObject(bucket: Bucket, key: string): Promise<ObjectFacts | null> {
  try {
    const head = await bucket.client.send(
      new HeadObjectCommand({ Bucket: bucket.name, Key: objectName(bucket, key) }),
    );
    const sha256 = head.Metadata?.['sha256'];
    return {
      sizeBytes: head.ContentLength ?? 0,
      modifiedAt: head.LastModified ?? new Date(0),
      ...(sha256 !== undefined && { sha256 }),
    };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
