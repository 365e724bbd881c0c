import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';

/** The keys of all films in the bucket, in the server's order. */
export async function* listObjects(bucket: Bucket): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const page = await bucket.client.send(
      new ListObjectsV2Command({
        Bucket: bucket.name,
        Prefix: bucket.prefix,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    for (const { Key = '' } of page.Contents ?? []) {
      if (Key.endsWith('.mp4')) yield Key.slice(bucket.prefix.length);
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
