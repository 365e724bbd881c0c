import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { parseKey } from '../parse-key.ts';
import type { LinkOptions } from '../spec.ts';
import { objectName, type Bucket } from './bucket.ts';

/** A signed address of a film; whoever has it may fetch the film until it expires. */
export async function linkObject(bucket: Bucket, key: string, options: LinkOptions): Promise<string> {
  parseKey(key);
  const command = new GetObjectCommand({
    Bucket: bucket.name,
    Key: objectName(bucket, key),
    ResponseContentType: 'video/mp4',
    ResponseContentDisposition: options.contentDisposition,
  });
  return getSignedUrl(bucket.linkClient, command, { expiresIn: options.expiresInSeconds });
}
